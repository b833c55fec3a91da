// Excerpts of the contract. To resolve the references of one part, swagger-ui slowly processes the whole document.

const REFERENCE = /"#\/(components)\/([^/"]+)\/([^/"]+)/g;

/** A plugin for swagger-ui that resolves the references of a part within an excerpt of the contract. */
export const excerpts = () => ({
  afterLoad({ fn: { resolveSubtree } }) {
    this.fn.resolveSubtree = (contract, path, options) => resolveSubtree(excerpt(contract, path), path, options);
  },
});

/** Return the contract reduced to the part at a path and the components that this part refers to. */
function excerpt(contract, path) {
  const { openapi, info, servers, security, components } = contract;
  const copy = { openapi, info, servers, security, components: { securitySchemes: components.securitySchemes } };
  // A path or webhook is kept whole, because its operations share its parameters. A component is one level deeper.
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
