/** What became of one visit to one service, by its cause. The window and the terminal each have their own words for it. */
export type AccessOutcome =
  | { readonly kind: 'reached'; readonly status: number; readonly ms: number }
  /** On the LAN no key is asked for: the service answered, and that proves nothing about the key. */
  | { readonly kind: 'on-the-lan'; readonly status: number; readonly ms: number }
  | { readonly kind: 'offline' }
  | { readonly kind: 'name-not-found' }
  | { readonly kind: 'home-not-answering'; readonly detail: string }
  /** This system does not let the app speak to the local network. */
  | { readonly kind: 'local-network-denied' }
  /** No store holds this device's certificate, or the browser showed none. */
  | { readonly kind: 'no-certificate' }
  /** A certificate was shown and it is not good here. */
  | { readonly kind: 'certificate-refused'; readonly detail: string }
  | { readonly kind: 'shut-out' }
  /** The key is good, and its person was not given this service. */
  | { readonly kind: 'not-allowed' }
  | { readonly kind: 'expired'; readonly notAfter: string }
  /** The home accepted the key, and the service behind it does not answer. */
  | { readonly kind: 'service-down'; readonly status: number }
  | { readonly kind: 'server-not-trusted'; readonly detail: string }
  /** `seconds`: how far this computer's clock is ahead of the home's, when that is known. */
  | { readonly kind: 'clock-wrong'; readonly seconds?: number }
  /** Nothing on this machine can show the certificate. */
  | { readonly kind: 'not-tested' };

/** What became of the visit of somebody without a certificate. `refused` is what should happen. */
export type StrangerOutcome =
  | { readonly kind: 'refused' }
  | { readonly kind: 'on-the-lan'; readonly status: number }
  /** The service answered from outside, without a certificate. */
  | { readonly kind: 'let-in'; readonly status: number }
  | Exclude<
      AccessOutcome,
      {
        readonly kind:
          | 'reached'
          | 'on-the-lan'
          | 'no-certificate'
          | 'certificate-refused'
          | 'shut-out'
          | 'not-allowed'
          | 'expired'
          | 'service-down';
      }
    >;
