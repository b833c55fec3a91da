// Excerpts of the contract. swagger-ui processes a whole document for each part whose references it resolves.

const REFERENCE = /"#\/(components)\/([^/"]+)\/([^/"]+)/g;

/** A plugin for swagger-ui. Resolve the references of a part of the contract in an excerpt of it. */
export const excerpts = () => ({
  afterLoad({ fn: { resolveSubtree } }) {
    this.fn.resolveSubtree = (contract, path, options) => resolveSubtree(excerpt(contract, path), path, options);
  },
});

/** Return the contract with no other parts than the one at a path and the components that it refers to. */
function excerpt(contract, path) {
  const { openapi, info, servers, security, components } = contract;
  const copy = { openapi, info, servers, security, components: { securitySchemes: components.securitySchemes } };
  // A path or webhook as a whole, because its operations share its parameters, or a component below its kind.
  const places = [path.slice(0, path[0] === "components" ? 3 : 2)];
  for (const place of places) {
    const [name, ...parents] = place.toReversed();
    const into = parents.reduceRight((part, key) => (part[key] ??= {}), copy);
    if (name in into) continue;
    into[name] = place.reduce((part, key) => part[key], contract);
    for (const [, ...component] of JSON.stringify(into[name]).matchAll(REFERENCE)) places.push(component);
  }
  return copy;
}
