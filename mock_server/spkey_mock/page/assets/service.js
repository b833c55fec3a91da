// Requests to the service, sent by the page as an application sends them.

import { BASE } from "./address.js";
import { Rejection, Unreachable, control } from "./control.js";

const keys = new Map(); // organisation -> API key, in memory only

/** Send a command with an API key of an organisation. Return the JSON of the response. */
export async function command(orgId, path, body) {
  let response = await send(path, body, await key(orgId));
  if (response.status === 401) {
    keys.delete(orgId); // a reset of the world revoked it
    response = await send(path, body, await key(orgId));
  }
  const text = await response.text();
  if (response.ok) return JSON.parse(text);
  throw new Rejection(response.status, message(text) ?? `The mock returned ${response.status}.`);
}

/** Send a public command that redirects to a page, without a credential. */
export async function open(path) {
  const response = await send(path);
  if (response.type === "opaqueredirect") return;
  const text = await response.text();
  throw new Rejection(response.status, message(text) ?? `The mock returned ${response.status}.`);
}

async function key(orgId) {
  if (!keys.has(orgId)) keys.set(orgId, (await control("POST", "api-keys", { orgId })).apiKey);
  return keys.get(orgId);
}

async function send(path, body, apiKey) {
  const headers = body === undefined ? {} : { "Content-Type": "application/json" };
  if (apiKey !== undefined) headers["X-API-Key"] = apiKey;
  try {
    return await fetch(`${BASE}${path}`, {
      method: "POST",
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: "no-store",
      credentials: "omit",
      redirect: "manual",
    });
  } catch (error) {
    throw new Unreachable("The mock is unreachable.", { cause: error });
  }
}

/** Return the message of an error, in whichever format it has. */
function message(text) {
  try {
    const { message, error, errors } = JSON.parse(text);
    return errors?.[0]?.message ?? message ?? error;
  } catch {
    return undefined; // empty, or not JSON
  }
}
