/**
 * What Windows PowerShell is told to do, as one `-Command`. It is plain text on purpose: an encoded command is what
 * malware uses, and there is nothing to hide in it. Everything that differs, the password above all, comes by standard
 * input, one base64 or ASCII word a line; every answer is a line that begins with LATCHKEY, in ASCII whatever the code
 * page of the console.
 *
 * - No double quotes: the text is one argument of a command line.
 * - No cmdlets: with PowerShell 7's modules on PSModulePath, 5.1 fails to load its own.
 * - `$input` is the standard input; the host reads it, so [Console]::In would race with it.
 * - [Console]::Out and not the pipeline: what goes through the pipeline may be broken at the width of a console.
 * - Language mode first: in the constrained one no method may be called, so what is said about it is said without one.
 */
export const SCRIPT = `
$ErrorActionPreference = 'Stop'
$mode = $ExecutionContext.SessionState.LanguageMode
if ($mode -ne 'FullLanguage') { 'LATCHKEY LANGUAGE ' + $mode; exit 3 }
$request = @($input)
function Say($line) { [Console]::Out.WriteLine($line) }
function Text($value) { [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes([string]$value)) }
function Key($certificate) {
  [Security.Cryptography.X509Certificates.ECDsaCertificateExtensions]::GetECDsaPrivateKey($certificate)
}
try {
  $store = [Security.Cryptography.X509Certificates.X509Store]::new('My', 'CurrentUser')
  $store.Open('ReadWrite')
  switch ($request[0]) {
    'probe' { }
    'list' {
      foreach ($certificate in $store.Certificates) {
        if (-not $certificate.HasPrivateKey) { continue }
        $label = $certificate.FriendlyName
        if (-not $label) { $label = $certificate.GetNameInfo('SimpleName', $false) }
        Say ('LATCHKEY CERTIFICATE ' + [Convert]::ToBase64String($certificate.RawData) + ' ' + (Text $label))
      }
    }
    'import' {
      $flags = [Security.Cryptography.X509Certificates.X509KeyStorageFlags]'UserKeySet, PersistKeySet'
      $bytes = [Convert]::FromBase64String($request[1])
      $certificate = [Security.Cryptography.X509Certificates.X509Certificate2]::new($bytes, [string]$request[2], $flags)
      $key = Key $certificate
      try {
        if ([int]$key.Key.ExportPolicy -band 3) { throw 'The key could be exported.' }
        $store.Add($certificate)
      } catch {
        $key.Key.Delete()
        throw
      }
    }
    'remove' {
      foreach ($certificate in $store.Certificates) {
        if ([Convert]::ToBase64String($certificate.RawData) -cne $request[1]) { continue }
        try { $key = Key $certificate } catch {
          $key = $null
          if (@(-2146893802, -2146893811) -notcontains $_.Exception.GetBaseException().HResult) { throw }
        }
        if ($key) { $key.Key.Delete() }
        $store.Remove($certificate)
        Say 'LATCHKEY REMOVED'
      }
    }
    default { throw 'An unknown request.' }
  }
  $store.Close()
  Say 'LATCHKEY DONE'
} catch {
  $problem = $_.Exception.GetBaseException()
  Say ('LATCHKEY ERROR {0:X8} {1}' -f $problem.HResult, (Text $problem.Message))
  exit 1
}
`;

/** One request: the operation and its words. None holds a line break; base64 and base64url never do. */
export const request = (...words: readonly string[]) => words.map((word) => `${word}\n`).join('');
