// The interactive reference: Swagger UI on this server's own document. Logging in authorizes, logging out ends that.

const scheme = 'bearerAuth';
const tokenPaths = ['/api/1/login/', '/api/1/session/refresh/'];

const dark = matchMedia('(prefers-color-scheme: dark)');
const applyScheme = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', applyScheme);
applyScheme();

function followSession(response) {
  const { pathname } = new URL(response.url, location.href);
  if (response.status === 200 && tokenPaths.includes(pathname)) {
    reference.preauthorizeApiKey(scheme, JSON.parse(response.text).access_token);
  } else if (response.status === 204 && pathname === '/api/1/logout/') {
    reference.authActions.logout([scheme]);
  }
  return response;
}

const reference = SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  displayRequestDuration: true,
  tryItOutEnabled: true,
  // A token must not stay behind in a browser: it is forgotten with the tab.
  persistAuthorization: false,
  // Otherwise the document would be sent to a validator on another host.
  validatorUrl: null,
  responseInterceptor: followSession,
});
