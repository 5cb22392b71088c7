/** Says something to a screen reader when it changes, without moving the focus. */
export function Live({ text, label }: { readonly text: string; readonly label?: string }) {
  return (
    <div className="hidden" role="status" aria-live="polite" {...(label ? { 'aria-label': label } : {})}>
      {text}
    </div>
  );
}
