/** The door that opens: on the first screen shut, on the last one ajar with light behind it. */
export function Door({ open }: { readonly open: boolean }) {
  return (
    <svg className="door" viewBox="0 0 120 120" aria-hidden="true" focusable="false">
      <ellipse className="door-ground" cx="60" cy="110" rx="46" ry="5" />
      <path className="door-frame" d="M28 108V42a32 32 0 0 1 64 0v66z" />
      <path className={open ? 'door-light' : 'door-dark'} d="M34 108V43a26 26 0 0 1 52 0v65z" />
      {open ? (
        <>
          <path className="door-beam" d="M34 108h52l16 8H22z" />
          <path className="door-leaf" d="M34 108V43c0-12 8-22 17-25v97z" />
          <circle className="door-knob" cx="46" cy="70" r="2.6" />
        </>
      ) : (
        <>
          <path className="door-leaf" d="M34 108V43a26 26 0 0 1 52 0v65z" />
          <path className="door-panel" d="M42 62V44a18 18 0 0 1 36 0v18zM42 70h15v30H42zM63 70h15v30H63z" />
          <circle className="door-knob" cx="80.5" cy="67" r="2.8" />
        </>
      )}
    </svg>
  );
}
