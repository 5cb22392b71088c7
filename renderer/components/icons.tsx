import type { ReactNode } from 'react';

/** Drawings of one line weight, in the colour of the text beside them. All are decoration: the text says it. */
export function Icon({ children }: { readonly children: ReactNode }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

export const CheckIcon = () => (
  <Icon>
    <path d="m5 12.5 4.5 4.5L19 7.5" />
  </Icon>
);

export const CrossIcon = () => (
  <Icon>
    <path d="m6.5 6.5 11 11m0-11-11 11" />
  </Icon>
);

export const WarningIcon = () => (
  <Icon>
    <path d="M12 4 2.8 20h18.4zM12 10v4.5m0 2.6v.1" />
  </Icon>
);

export const InfoIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="9" />
    <path d="M12 11v5.5m0-9v.1" />
  </Icon>
);

export const OpenIcon = () => (
  <Icon>
    <path d="M10 5H5v14h14v-5M14 4h6v6m0-6-9 9" />
  </Icon>
);

export const BackIcon = () => (
  <Icon>
    <path d="M19 12H5m6-6-6 6 6 6" />
  </Icon>
);

export const MoreIcon = () => (
  <Icon>
    <path d="m9 6 6 6-6 6" />
  </Icon>
);

export const PlusIcon = () => (
  <Icon>
    <path d="M12 5v14M5 12h14" />
  </Icon>
);

export const LockIcon = () => (
  <Icon>
    <path d="M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3M12 14.5v2" />
  </Icon>
);

export const KeyIcon = () => (
  <Icon>
    <circle cx="8" cy="15" r="4.5" />
    <path d="m11.2 11.8 8.3-8.3M16 7l3 3" />
  </Icon>
);

export const RestartIcon = () => (
  <Icon>
    <path d="M19.5 12A7.5 7.5 0 1 1 17 6.4M17.5 2.5v4.2h-4.2" />
  </Icon>
);

export const SearchIcon = () => (
  <Icon>
    <circle cx="10.5" cy="10.5" r="6" />
    <path d="m15 15 5.5 5.5" />
  </Icon>
);

export const HomeIcon = () => (
  <Icon>
    <path d="m3.5 11.5 8.5-7.5 8.5 7.500M6 10v10h12V10m-8 10v-6h4v6" />
  </Icon>
);

export const InviteIcon = () => (
  <Icon>
    <path d="M3.5 6h17v12h-17zm0 1 8.5 6.500L20.5 7" />
  </Icon>
);

export const DeviceIcon = () => (
  <Icon>
    <path d="M4 5h16v10.500H4zM2.5 19h19M9 15.500V19m6-3.500V19" />
  </Icon>
);

export const PhoneIcon = () => (
  <Icon>
    <path d="M7.5 3h9v18h-9zM11 18h2" />
  </Icon>
);

export const LogIcon = () => (
  <Icon>
    <path d="M5 4h14v16H5zM8.5 8.500h7m-7 3.500h7m-7 3.500h4" />
  </Icon>
);

export const BellIcon = () => (
  <Icon>
    <path d="M5 17h14l-2-3v-4a5 5 0 0 0-10 0v4zm5 3h4" />
  </Icon>
);

export const BackupIcon = () => (
  <Icon>
    <path d="M4 4.500h16v5H4zm1.5 5V20h13V9.500M10 13h4" />
  </Icon>
);
