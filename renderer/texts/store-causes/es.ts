import type { Texts } from '../shape.ts';

export const storeCauses: Texts['storeCauses'] = {
  'keychain-locked':
    'Tu llavero de inicio de sesión está bloqueado. Abre «Acceso a Llaveros», elige «inicio de sesión», desbloquéalo con la contraseña de tu Mac e inténtalo otra vez.',
  'keychain-damaged':
    'Tu llavero de inicio de sesión está dañado. En «Acceso a Llaveros», elige Ajustes y «Restablecer llaveros por omisión» (su contenido se pierde). Inicia la sesión de nuevo e inténtalo otra vez.',
  'keychain-none':
    'Este usuario del Mac no tiene llavero de inicio de sesión. Cierra la sesión y ábrela de nuevo: macOS crea uno nuevo. Después inténtalo otra vez.',
  'keychain-read-only':
    'No se puede escribir en tu llavero de inicio de sesión. Usa «Primera ayuda» en su disco, o pregunta a quien se ocupa de este Mac.',
  'macos-declined': 'macOS preguntó, y la respuesta fue no. Inténtalo otra vez y elige «Permitir».',
  'macos-denied':
    'Una regla de macOS o de tu organización no lo permite. Pide a quien se ocupa de este Mac que permita cambios en tu llavero de inicio de sesión.',
  'macos-no-window':
    'macOS no pudo mostrar su pregunta. Inicia la sesión en la pantalla de este Mac, abre Latchkey allí e inténtalo otra vez.',
  'windows-declined': 'Windows preguntó, y la respuesta fue no. Inténtalo otra vez y elige «Sí».',
  policy: 'Una regla de tu organización no lo permite. Pide a quien se ocupa de este equipo que lo permita.',
  antivirus: 'El antivirus de este equipo ha detenido Latchkey. Pide a quien se ocupa de este equipo que lo permita.',
  'windows-profile':
    'Windows no tiene sitio para tus llaves, quizá por un perfil temporal. Cierra la sesión, reinicia Windows, inicia la sesión e inténtalo otra vez.',
  'windows-password-reset':
    'Windows no puede abrir tus llaves, quizá porque otra persona cambió tu contraseña. Inicia la sesión con tu contraseña anterior, o cámbiala tú, e inténtalo otra vez.',
  'windows-no-session':
    'Windows guarda llaves solo para quien ha iniciado la sesión. Iníciala en este mismo equipo, abre Latchkey allí e inténtalo otra vez.',
  'disk-full': 'El disco está lleno. Haz sitio e inténtalo otra vez.',
  'database-foreign':
    'Los certificados de tu navegador pertenecen a otro usuario, quizá porque el navegador se abrió alguna vez con sudo. Pide a quien se ocupa de este equipo que te devuelva la carpeta que está en los detalles, e inténtalo otra vez.',
  'database-read-only':
    'No se puede escribir en los certificados de tu navegador. Permite escribir en la carpeta que está en los detalles e inténtalo otra vez.',
  'database-no-keys':
    'Tu navegador ha perdido su archivo de llaves. Abre el navegador una vez, ciérralo e inténtalo otra vez.',
  'database-busy': 'Cierra tu navegador e inténtalo otra vez.',
};
