interface Format {
  /** A value of the format; `nth` distinguishes the items of a list. */
  make(nth: number): string
  /** Runs over strings of any length, so it must not backtrack. */
  shape: RegExp
}

const two = (nth: number): string => String(10 + (nth % 18))
const hex = (nth: number): string => (0xa1b2 + nth).toString(16).padStart(4, '0').slice(-4)

const URI: Format = {
  make: (nth) => `https://example.com/${nth + 1}`,
  shape: /^[a-z][a-z0-9+.-]*:\S+$/i,
}
const EMAIL: Format = {
  make: (nth) => (nth === 0 ? 'ada@example.com' : `ada${nth + 1}@example.com`),
  shape: /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/,
}

const FORMATS: Readonly<Record<string, Format>> = {
  date: {
    make: (nth) => `2025-06-${two(nth)}`,
    shape: /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/,
  },
  'date-time': {
    make: (nth) => `2025-06-${two(nth)}T09:30:00Z`,
    shape: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/i,
  },
  time: {
    make: (nth) => `${two(nth % 10)}:30:00Z`,
    shape: /^\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})?$/i,
  },
  duration: { make: (nth) => `P${nth + 1}D`, shape: /^P[0-9DTHMSWY]+$/ },
  email: EMAIL,
  'idn-email': EMAIL,
  hostname: { make: (nth) => `host${nth + 1}.example.com`, shape: /^[a-z0-9.-]{1,253}$/i },
  ipv4: { make: (nth) => `192.0.2.${(nth % 254) + 1}`, shape: /^(\d{1,3}\.){3}\d{1,3}$/ },
  ipv6: { make: (nth) => `2001:db8::${hex(nth)}`, shape: /^[0-9a-f:.]{2,45}$/i },
  uri: URI,
  url: URI,
  iri: URI,
  'uri-reference': { make: (nth) => `/items/${nth + 1}`, shape: /^\S*$/ },
  uuid: {
    make: (nth) => `3f2b8c1e-${hex(nth)}-4d5e-9f60-7a8b9c0d1e2f`,
    shape: /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i,
  },
  'json-pointer': { make: (nth) => `/items/${nth}`, shape: /^(\/.*)?$/ },
}

/** The formats that strings are made for. Others are ignored, as the specification allows. */
export const formats: ReadonlyMap<string, Format> = new Map(Object.entries(FORMATS))
