import type { Service } from '../../shared/api.ts';
import { ServiceIcon } from '../components/service-icon.tsx';

interface ServicesProps {
  readonly services: readonly Service[];
  /** Before there is a key, a link would lead to a refusal. */
  readonly linked?: boolean;
}

/** What a key opens. */
export function Services({ services, linked = false }: ServicesProps) {
  return (
    <ul className="page-services">
      {services.map((service) => {
        const { name, url } = service;
        const label = (
          <>
            <ServiceIcon service={service} />
            {name}
          </>
        );
        return (
          <li key={name}>
            {linked ? (
              <a href={url} rel="noreferrer">
                {label}
              </a>
            ) : (
              <span>{label}</span>
            )}
          </li>
        );
      })}
    </ul>
  );
}
