/** Drawn for this page, on a 20 x 20 grid, in the colour of the text unless the colour is the message. */
const svg = (inner: string) => `<svg viewBox="0 0 20 20" aria-hidden="true">${inner}</svg>`;

const ball = `<circle cx="10" cy="10" r="8.2" fill="none" stroke="currentColor" stroke-width="1.6"/>
<path d="M10 6.4l3.4 2.5-1.3 4H7.9l-1.3-4z" fill="currentColor"/>
<path d="M10 6.4V2M13.4 8.9l4.2-1.4M12.1 12.9l2.6 3.6M7.9 12.9l-2.6 3.6M6.6 8.9L2.4 7.5" stroke="currentColor" stroke-width="1.4" fill="none"/>`;

const cardShape = (fill: string) =>
  `<rect x="5.5" y="2.5" width="9" height="15" rx="1.8" fill="${fill}" transform="rotate(8 10 10)"/>`;

export const ICONS: Readonly<Record<string, string>> = {
  goal: svg(ball),
  shot: svg(
    `<path d="M3 16V4h14v12" fill="none" stroke="currentColor" stroke-width="1.6"/><path d="M3 8h14M3 12h14M7.7 4v12M12.3 4v12" stroke="currentColor" stroke-width=".6" opacity=".6"/>`,
  ),
  penalty: svg(
    `<path d="M2.5 16V4.5h15V16" fill="none" stroke="currentColor" stroke-width="1.6"/><circle cx="10" cy="13" r="2.6" fill="currentColor"/>`,
  ),
  substitution: svg(
    `<path d="M7 16.5v-12m0 0L3.2 8.3M7 4.5l3.8 3.8" fill="none" stroke="var(--in)" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/><path d="M13.5 3.5v12m0 0l3.3-3.4m-3.3 3.4l-3.3-3.4" fill="none" stroke="var(--out)" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/>`,
  ),
  yellow: svg(cardShape("var(--yellow)")),
  second_yellow: svg(
    `<g transform="translate(-2.5 -.5)">${cardShape("var(--yellow)")}</g><g transform="translate(2 .5)">${cardShape("var(--red)")}</g>`,
  ),
  red: svg(cardShape("var(--red)")),
  var: svg(
    `<rect x="2" y="4" width="16" height="11" rx="1.6" fill="none" stroke="currentColor" stroke-width="1.6"/><path d="M7 18h6" stroke="currentColor" stroke-width="1.6" stroke-linecap="round"/>`,
  ),
  scored: svg(
    `<circle cx="10" cy="10" r="8" fill="var(--in)"/><path d="M6.3 10.3l2.5 2.5 4.9-5.3" fill="none" stroke="#fff" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/>`,
  ),
  failed: svg(
    `<circle cx="10" cy="10" r="8" fill="var(--out)"/><path d="M7 7l6 6M13 7l-6 6" stroke="#fff" stroke-width="1.8" stroke-linecap="round"/>`,
  ),
};
