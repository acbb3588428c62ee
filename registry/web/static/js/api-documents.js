// Starts Swagger UI on our own OpenAPI document; nothing is fetched from elsewhere.
const place = document.getElementById("documents");
window.SwaggerUIBundle({ url: place.dataset.spec, domNode: place, deepLinking: true, validatorUrl: null });
