// The sample chart: three bars, of which the right one is the tallest and orange. A PNG of 141 bytes.
export const sampleChart = Buffer.from(
  [
    'iVBORw0KGgoAAAANSUhEUgAAAHgAAABQBAMAAAAgtay6AAAADFBMVEX///9GbrTSeCg8PDzGYCmNAAAAPElEQVR42u',
    '3YMREAIBADwVjAAhbw743yCzqq/5m9OmsgiXq2KxiG4eZ4VTAMj8LvFIZhGIbh5HzlyZjUBV5TorNUbNMDAAAAAElF',
    'TkSuQmCC',
  ].join(''),
  'base64',
)

/** The figures behind the chart, in the order of its bars. */
export const sampleTable = `Books lent by the county library
bar,year,books
left,2023,30112
middle,2024,46388
right,2025,66021
`
