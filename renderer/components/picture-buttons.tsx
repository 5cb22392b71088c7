interface PictureButtonsProps {
  readonly buttons: readonly string[];
  /** Which one to press. */
  readonly press?: string | undefined;
}

/** The buttons of a drawn dialog. */
export function PictureButtons({ buttons, press }: PictureButtonsProps) {
  return (
    <div className="picture-buttons">
      {buttons.map((button) => (
        <span key={button} className={button === press ? 'picture-button press' : 'picture-button'}>
          {button}
        </span>
      ))}
    </div>
  );
}
