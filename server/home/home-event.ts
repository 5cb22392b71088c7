import type { Repairs } from '../core/access/active-set.ts';
import type { Attempt } from '../stack/probe/negative-test.ts';
import type { CertificateEvent } from './certificates/renewal.ts';
import type { ReloadReport } from './reload.ts';

/** What happens while a home starts and runs, besides the stack's own events. */
export type HomeEvent =
  | { readonly kind: 'tools'; readonly caddy: string; readonly haproxy: string }
  | { readonly kind: 'warning'; readonly message: string }
  | { readonly kind: 'signing-api-ready' }
  | { readonly kind: 'active-set-repaired'; readonly repaired: Repairs }
  | { readonly kind: 'reloaded'; readonly report: ReloadReport }
  | { readonly kind: 'ca-taken-over' }
  | { readonly kind: 'files-taken-over' }
  | CertificateEvent
  | { readonly kind: 'client-auth-tested'; readonly attempts: readonly Attempt[]; readonly throughTheProxy: boolean };
