// The console: the contract in swagger-ui, with requests to this world.

import { act, onClick } from "./action.js";
import { BASE } from "./address.js";
import { control } from "./control.js";
import { byId } from "./element.js";
import { excerpts } from "./excerpt.js";
import { refresh } from "./poll.js";
import { preview } from "./preview.js";

const USER_PATH = "/users/{id}/"; // where a path's id is a user's

let issuedKey; // the API key of the console

/** The console's swagger-ui and the contract that it shows. */
export const ready = open();

async function open() {
  const response = await fetch(`${BASE}/_mock/page/contract.json`, { credentials: "omit" });
  const contract = await response.json();
  const ui = SwaggerUIBundle({
    spec: shown(contract),
    domNode: byId("reference"),
    plugins: [json, excerpts, preview(contract)],
    deepLinking: true,
    defaultModelsExpandDepth: 0,
    displayRequestDuration: true,
    persistAuthorization: false,
    tryItOutEnabled: true,
    validatorUrl: null,
    withCredentials: false,
    responseInterceptor: (response) => {
      refresh();
      return response;
    },
  });
  return { ui, contract };
}

/** A plugin for swagger-ui that parses its copy of the contract as JSON, because its YAML parser is slower. */
const json = () => ({
  statePlugins: {
    spec: {
      wrapActions: {
        parseToJson:
          (_, { specActions }) =>
          (text) =>
            specActions.updateJsonSpec(JSON.parse(text)),
      },
    },
  },
});

/** Return the contract as the console shows it: this mock as the first server, and the rules in the descriptions. */
function shown(contract) {
  const copy = structuredClone(contract);
  const mock = {
    url: "{baseUrl}",
    description: "This mock, or another base URL.",
    variables: { baseUrl: { default: BASE, description: "The base URL of all requests." } },
  };
  copy.servers = [mock, ...copy.servers];
  for (const item of Object.values(copy.paths)) {
    for (const operation of Object.values(item)) {
      const rules = operation["x-rules"] ?? [];
      if (rules.length) operation.description += `\n\n${rules.map((rule) => `- ${rule.text}`).join("\n")}`;
    }
  }
  return copy;
}

onClick("use-key", async () => {
  const { ui } = await ready;
  const { apiKey, orgId } = await control("POST", "api-keys", issuedKey === undefined ? {} : { apiKey: issuedKey });
  issuedKey = apiKey;
  ui.preauthorizeApiKey("ApiKeyAuth", apiKey);
  return `The console sends an API key of ${orgId}.`;
});

/** Issue the console's API key again. A reset of the world revokes it. */
export async function restoreKey() {
  if (issuedKey !== undefined) await control("POST", "api-keys", { apiKey: issuedKey });
}

/** Have the console send a new token of a user. */
export const useToken = (userId) =>
  act(async () => {
    const { ui } = await ready;
    const { token } = await control("POST", "tokens", { subject: userId });
    ui.preauthorizeApiKey("BearerAuth", token);
    return `The console sends a token of user ${userId}.`;
  });

/** Return the user's id that the contract gives as its example, and the console shows at first. */
export async function proposedUser() {
  const { contract } = await ready;
  for (const [path, method] of userOperations(contract)) {
    const item = contract.paths[path];
    const parameters = [...(item.parameters ?? []), ...(item[method].parameters ?? [])];
    const id = parameters.map((parameter) => resolved(contract, parameter)).find(isUserId);
    if (id !== undefined) return id.example ?? id.schema?.example;
  }
  return undefined;
}

/** Fill in a user's id wherever the console has a field for it. */
export async function fillIn(userId) {
  const { ui, contract } = await ready;
  for (const place of userOperations(contract)) {
    ui.specActions.changeParam(place, "id", "path", userId, false);
    // swagger-ui identifies the parameters of an operation that was unfolded before by more than their names.
    for (const parameter of ui.specSelectors.specResolvedSubtree(["paths", ...place])?.get("parameters") ?? []) {
      if (isUserId(parameter.toObject())) ui.specActions.changeParamByIdentity(place, parameter, userId, false);
    }
  }
}

/** List the operations on a user, each as path and method. */
function userOperations(contract) {
  const places = [];
  for (const [path, item] of Object.entries(contract.paths)) {
    if (path.startsWith(USER_PATH)) {
      for (const method of Object.keys(item)) if (item[method].operationId !== undefined) places.push([path, method]);
    }
  }
  return places;
}

const isUserId = (parameter) => parameter.in === "path" && parameter.name === "id";

function resolved(contract, { $ref, ...value }) {
  if ($ref === undefined) return value;
  return $ref.split("/").slice(1).reduce((part, name) => part[name], contract);
}
