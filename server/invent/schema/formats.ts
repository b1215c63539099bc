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

const UUID: Format = {
  make: (nth) => `3f2b8c1e-${hex(nth)}-4d5e-9f60-7a8b9c0d1e2f`,
  shape: /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i,
}
/** Pydantic demands the version that it names. */
const uuidOf = (version: number): Format => ({
  make: (nth) => UUID.make(nth).replace('-4d', `-${version}d`),
  shape: new RegExp(
    `^[0-9a-f]{8}-[0-9a-f]{4}-${version}[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`,
    'i',
  ),
})

const IPV4: Format = {
  make: (nth) => `192.0.2.${(nth % 254) + 1}`,
  shape: /^(\d{1,3}\.){3}\d{1,3}$/,
}
const IPV4_NETWORK: Format = {
  make: (nth) => `192.0.${(nth + 2) % 256}.0/24`,
  shape: /^(\d{1,3}\.){3}\d{1,3}(\/\d{1,2})?$/,
}
const IPV6_NETWORK: Format = {
  make: (nth) => `2001:db8:${hex(nth)}::/48`,
  shape: /^[0-9a-f:.]{2,45}(\/\d{1,3})?$/i,
}

/** Standard, with padding. */
const BASE64: Format = {
  make: (nth) => btoa(`Invented data ${nth + 1}`),
  shape: /^(?:[a-z\d+/]{4})*(?:[a-z\d+/]{2}==|[a-z\d+/]{3}=)?$/i,
}

/** Without 30 February; leap years are not checked. */
const DATE =
  String.raw`\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|` +
  String.raw`(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|[12]\d))`
const TIME = String.raw`(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?`
const ZONE = String.raw`(?:Z|[+-]\d{2}:\d{2})`

const FORMATS: Readonly<Record<string, Format>> = {
  date: {
    make: (nth) => `2025-06-${two(nth)}`,
    shape: new RegExp(`^${DATE}$`),
  },
  'date-time': {
    make: (nth) => `2025-06-${two(nth)}T09:30:00Z`,
    shape: new RegExp(`^${DATE}T${TIME}${ZONE}$`, 'i'),
  },
  time: {
    make: (nth) => `${two(nth % 10)}:30:00Z`,
    shape: new RegExp(`^${TIME}${ZONE}?$`, 'i'),
  },
  duration: { make: (nth) => `P${nth + 1}D`, shape: /^P[0-9DTHMSWY]+$/ },
  email: EMAIL,
  'idn-email': EMAIL,
  hostname: { make: (nth) => `host${nth + 1}.example.com`, shape: /^[a-z0-9.-]{1,253}$/i },
  ipv4: IPV4,
  ipvanyaddress: IPV4,
  ipv4network: IPV4_NETWORK,
  ipv4interface: IPV4_NETWORK,
  ipvanynetwork: IPV4_NETWORK,
  ipvanyinterface: IPV4_NETWORK,
  cidrv4: IPV4_NETWORK,
  ipv6network: IPV6_NETWORK,
  ipv6interface: IPV6_NETWORK,
  cidrv6: IPV6_NETWORK,
  ipv6: { make: (nth) => `2001:db8::${hex(nth)}`, shape: /^[0-9a-f:.]{2,45}$/i },
  uri: URI,
  url: URI,
  iri: URI,
  'uri-reference': { make: (nth) => `/items/${nth + 1}`, shape: /^\S*$/ },
  uuid: UUID,
  ...Object.fromEntries(
    [1, 3, 4, 5, 6, 7, 8].map((version) => [`uuid${version}`, uuidOf(version)]),
  ),
  base64: BASE64,
  byte: BASE64,
  base64url: {
    make: (nth) => BASE64.make(nth).replaceAll('+', '-').replaceAll('/', '_'),
    shape: /^[a-z\d_-]*={0,2}$/i,
  },
  'multi-host-uri': {
    make: (nth) => `postgres://user:password@db${nth + 1}.example.com:5432/app`,
    shape: URI.shape,
  },
  'json-pointer': { make: (nth) => `/items/${nth}`, shape: /^(\/.*)?$/ },
}

/** The formats that strings are made for. Others are ignored, as the specification allows. */
export const formats: ReadonlyMap<string, Format> = new Map(Object.entries(FORMATS))
