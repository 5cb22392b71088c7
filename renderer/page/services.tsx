import type { Service } from '../../shared/api.ts';

interface ServicesProps {
  readonly services: readonly Service[];
  /** Before there is a key, a link would lead to a refusal. */
  readonly linked?: boolean;
}

/** What a key opens. */
export function Services({ services, linked = false }: ServicesProps) {
  return (
    <ul className="page-services">
      {services.map(({ name, url, icon }) => {
        const label = (
          <>
            <span aria-hidden="true" className="page-service-icon">
              {icon ?? name.slice(0, 1).toUpperCase()}
            </span>
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
