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

// Swagger UI fills in the example of every parameter and would send them all, so that a search finds nothing and a page
// is asked for both by number and by cursor. Those of optional ones are shown in the description instead.
function describeExamples(document) {
  for (const operations of Object.values(document.paths)) {
    for (const parameter of Object.values(operations).flatMap(({ parameters = [] }) => parameters)) {
      if (parameter.required || parameter.example === undefined) continue;
      parameter.description = `${parameter.description.trim()} Example: \`${parameter.example}\``;
      delete parameter.example;
      const named = document.components.schemas[parameter.schema.$ref?.split('/').at(-1)];
      if (named) {
        parameter.schema = { ...named };
        delete parameter.schema.example;
      }
    }
  }
  return document;
}

const examplesInText = () => ({
  statePlugins: {
    spec: { wrapActions: { updateJsonSpec: (update) => (document) => update(describeExamples(structuredClone(document))) } },
  },
});

const reference = SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#reference',
  plugins: [examplesInText],
  deepLinking: true,
  displayRequestDuration: true,
  tryItOutEnabled: true,
  // A token must not stay behind in a browser: it is forgotten with the tab.
  persistAuthorization: false,
  // Otherwise the document would be sent to a validator on another host.
  validatorUrl: null,
  responseInterceptor: followSession,
});
