// Calls of the world's control API.

import { BASE } from "./address.js";

const TIMEOUT = 10_000; // milliseconds

// The control token stays in this variable. It never goes into storage, cookies or addresses.
let token;

export const hasToken = () => token !== undefined;

export function setToken(value) {
  token = value;
}

/** No response arrived. */
export class Unreachable extends Error {}

/** The response was an error. */
export class Rejection extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** Call the control API and return the JSON of its response. */
export async function control(method, path, body) {
  const headers = {};
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (token !== undefined) headers["X-Mock-Token"] = token;
  let response;
  let text;
  try {
    response = await fetch(`${BASE}/_mock/${path}`, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT),
    });
    text = await response.text();
  } catch (error) {
    throw new Unreachable("The mock is unreachable.", { cause: error });
  }
  if (response.ok) return text ? JSON.parse(text) : undefined;
  throw new Rejection(response.status, errorMessage(text) ?? `The mock returned ${response.status}.`);
}

function errorMessage(text) {
  try {
    return JSON.parse(text).message;
  } catch {
    return undefined; // not JSON: a proxy in front of the mock may have sent it
  }
}
