/** The values of `--from`. */
export const formatNames = [
  'auto',
  'vcr',
  'har',
  'wiremock',
  'httprr',
  'httpmock',
  'nock',
  'aimock',
  'logs',
  'recordings',
] as const
