/** What a browser sends with a request that a page of a service makes, beside the host. */
export const BROWSERS_HEADERS: readonly string[] = [
  'sec-ch-ua-platform: "Linux"',
  'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  'sec-ch-ua: "Chromium";v="140", "Not=A?Brand";v="24", "Google Chrome";v="140"',
  'sec-ch-ua-mobile: ?0',
  'Accept: application/json, text/plain, */*',
  'X-Requested-With: XMLHttpRequest',
  'requesttoken: 4Yc8yWfKq2bTnP6dXo0sHg1vRmJzEuLa:7QkZpBtN3wCxVhFi9rMyUeSjDlOaGw5T',
  'Sec-Fetch-Site: same-origin',
  'Sec-Fetch-Mode: cors',
  'Sec-Fetch-Dest: empty',
  'Referer: https://cloud.home.localhost/apps/files/files',
  'Accept-Encoding: gzip, deflate, br, zstd',
  'Accept-Language: de-DE,de;q=0.9,en;q=0.8',
  'Cookie: session=0123456789abcdef0123456789abcdef; theme=light; samesite=true',
];
