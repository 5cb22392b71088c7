/** Light modules around a QR code, so that cameras find it (ISO/IEC 18004 asks for four; phones do with two). */
const QUIET = 2;

interface QrProps {
  /** Row by row from the top, true for a dark one; without the quiet zone. */
  readonly modules: readonly (readonly boolean[])[];
  readonly label: string;
}

/** A QR code: its modules as one path of an SVG. */
export function Qr({ modules, label }: QrProps) {
  const size = modules.length + 2 * QUIET;
  const path = modules
    .flatMap((row, y) => row.map((dark, x) => (dark ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : '')))
    .filter(Boolean)
    .join('');
  return (
    <svg className="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={size} height={size} className="qr-ground" />
      <path d={path} className="qr-ink" />
    </svg>
  );
}
