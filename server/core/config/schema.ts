import type { z } from 'zod';
import { accessLogSection } from './sections/access-log.ts';
import { acmeSection } from './sections/acme.ts';
import { auditSection } from './sections/audit.ts';
import { backupsSection } from './sections/backups.ts';
import { caSection } from './sections/ca.ts';
import { caddySection } from './sections/caddy.ts';
import { certificatesSection } from './sections/certificates.ts';
import { consoleSection } from './sections/console.ts';
import { contactSection } from './sections/contact.ts';
import { devicesSection } from './sections/devices.ts';
import { downloadsSection } from './sections/downloads.ts';
import { homeSection } from './sections/home.ts';
import { hostsSection } from './sections/hosts.ts';
import { hstsSection } from './sections/hsts.ts';
import { invitationsSection } from './sections/invitations.ts';
import { lanSection } from './sections/lan.ts';
import { languageSection } from './sections/language.ts';
import { limitsSection } from './sections/limits.ts';
import { listenSection, portsSection } from './sections/listen.ts';
import { metricsSection } from './sections/metrics.ts';
import { noticesSection } from './sections/notices.ts';
import { phonesSection } from './sections/phones.ts';
import { servicesSection } from './sections/services.ts';
import { sitesSection } from './sections/sites.ts';
import { section } from './vocabulary.ts';

/**
 * latchkey.yaml as it is written; {@link parseConfig} adds what no schema can say. A section that needs nothing added
 * is a file in `sections/` and a line here; every key has a description, which editors show.
 */
export const fileSchema = section({
  home: homeSection,
  contact: contactSection,
  language: languageSection,
  lan: lanSection,
  listen: listenSection,
  ports: portsSection,
  certificates: certificatesSection,
  acme: acmeSection,
  hsts: hstsSection,
  services: servicesSection,
  sites: sitesSection,
  hosts: hostsSection,
  caddy: caddySection,
  invitations: invitationsSection,
  phones: phonesSection,
  console: consoleSection,
  downloads: downloadsSection,
  devices: devicesSection,
  limits: limitsSection,
  'access-log': accessLogSection,
  audit: auditSection,
  notices: noticesSection,
  metrics: metricsSection,
  backups: backupsSection,
  ca: caSection,
});

export type HomeFile = z.output<typeof fileSchema>;
