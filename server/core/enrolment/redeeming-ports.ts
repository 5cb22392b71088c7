import type { ActiveSetReconciler } from '../access/active-set.ts';
import type { AccessPolicy, AccessRules } from '../access/policy.ts';
import type { Audit } from '../audit/audit.ts';
import type { CertificateAuthority } from '../ports/authority.ts';
import type { Clock, Random, Secrets } from '../ports/basics.ts';
import type { Registry } from '../ports/registry.ts';
import type { HomeFacts } from '../records.ts';

/** What it takes to give somebody a certificate. */
export interface RedeemingPorts {
  readonly registry: Registry;
  readonly authority: CertificateAuthority;
  readonly reconciler: ActiveSetReconciler;
  readonly audit: Audit;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly random: Random;
  readonly home: HomeFacts;
  readonly rules: AccessRules;
  readonly policy: AccessPolicy;
}
