// The page of the mock: a console for the contract, and a live view of the world that it is bound to.
//
// What comes from the mock, such as ids and notes, is shown as text only. Credentials are kept in variables of this
// page: nothing is put into storage, cookies or addresses.

const EVERY = 1000; // milliseconds between two looks at the world
const LISTED = 50; // journal entries and events
const FIRST_USERS = 5; // shown before more are asked for
const FIRST_KEYS = 8; // shown of each user, before the others are unfolded
const MOST_KEYS = 500; // shown of each user at all

// The address of the world, without a slash at its end.
const BASE = location.origin + location.pathname.replace(/\/[^/]*$/, "");

const $ = (id) => document.getElementById(id);

// ---------------------------------------------------------------- elements

/** Make an element. Strings among its children become text, never markup. */
function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== undefined && child !== ""));
  return node;
}

/** Text of unknown origin: whatever its direction, it does not turn its surroundings around. */
const plain = (text, attributes) => el("bdi", attributes, String(text));

function when(milliseconds, { date = false } = {}) {
  const at = new Date(milliseconds);
  if (Number.isNaN(at.getTime())) return el("span", {}, String(milliseconds)); // beyond what a Date can hold
  const iso = at.toISOString();
  const [day, time] = iso.slice(0, -5).split("T");
  return el("time", { datetime: iso, title: `${day} ${time} UTC` }, date ? `${day} ${time}` : time);
}

const plural = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

/** Show items in a container. What has not changed keeps its element, and with it focus, selection and what is open. */
function list(container, items, key, make) {
  const before = container.kept ?? new Map();
  const kept = new Map();
  for (const item of items) {
    const text = JSON.stringify(item);
    const old = before.get(key(item));
    if (old?.text === text) {
      kept.set(key(item), old);
    } else {
      const node = make(item);
      if (container.kept) node.classList.add("fresh");
      if (old) succeed(old.node, node);
      kept.set(key(item), { text, node });
    }
  }
  container.kept = kept;
  for (const [name, { node }] of before) if (!kept.has(name)) node.remove();
  const focused = document.activeElement;
  [...kept.values()].forEach(({ node }, index) => {
    if (container.children[index] !== node) container.insertBefore(node, container.children[index] ?? null);
  });
  if (document.activeElement !== focused && container.contains(focused)) focused.focus(); // it was moved
}

/** Put an element in the place of another, and hand over what the reader did there. */
function succeed(old, node) {
  const focused = old.contains(document.activeElement) ? document.activeElement.dataset.act : undefined;
  if (old.querySelector("details")?.open) node.querySelector("details")?.setAttribute("open", "");
  old.replaceWith(node);
  if (focused !== undefined) node.querySelector(`[data-act="${focused}"]`)?.focus();
}

// ---------------------------------------------------------------- control API

let controlToken; // known only if it was asked for

/** There was no answer. */
class Lost extends Error {}

/** The answer was an error. */
class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** Call the control API of this world, and return what it answers. */
async function control(method, path, body) {
  const headers = {};
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (controlToken !== undefined) headers["X-Mock-Token"] = controlToken;
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
      signal: AbortSignal.timeout(10_000),
    });
    text = await response.text();
  } catch (error) {
    throw new Lost("The mock cannot be reached.", { cause: error });
  }
  if (response.ok) return text ? JSON.parse(text) : undefined;
  let message = `The mock answered ${response.status}.`;
  try {
    message = JSON.parse(text).message ?? message;
  } catch {
    // not from the mock, perhaps from what stands before it
  }
  throw new Refused(response.status, message);
}

// ---------------------------------------------------------------- looking at the world

const trouble = $("trouble");
const asked = $("ask");
let timer;
let looking = false;
let again = false;
let shownUsers = FIRST_USERS;
let world = { users: [], total: 0 };
let newest;

/** Look at the world now, and from then on about every second: one look at a time, and none while nobody sees it. */
async function look() {
  clearTimeout(timer);
  again = looking;
  if (looking || !asked.hidden) return;
  looking = true;
  try {
    await lookOnce();
  } finally {
    looking = false;
    if (again) look();
    else if (asked.hidden && !document.hidden) timer = setTimeout(look, EVERY);
  }
}

async function lookOnce() {
  try {
    const clock = await control("GET", "clock"); // first and alone, since it may be that all are refused
    const [users, faults, journal, events] = await Promise.all([
      control("GET", `users?limit=${shownUsers}`),
      control("GET", "faults"),
      control("GET", `journal?limit=${LISTED}`),
      control("GET", `events?limit=${LISTED}`),
    ]);
    showClock(clock);
    showUsers(users);
    showFaults(faults);
    showJournal(journal);
    showEvents(events);
    delete $("world").dataset.unseen;
    connected("live");
  } catch (error) {
    failed(error);
  }
}

function connected(state, message = "") {
  if ($("link").dataset.state !== state) {
    $("link").dataset.state = state;
    $("link").textContent = { live: "live", lost: "not reachable", refused: "refused" }[state];
  }
  trouble.hidden = !message;
  if (trouble.textContent !== message) trouble.textContent = message;
}

function failed(error) {
  if (error instanceof Lost) {
    connected("lost", `${error.message} This page keeps trying; what it shows is what it saw last.`);
  } else if (!(error instanceof Refused)) {
    throw error;
  } else if (error.status === 401) {
    connected("refused", controlToken === undefined ? "" : "That is not the control token of this mock.");
    controlToken = undefined;
    if (asked.hidden) {
      asked.hidden = false;
      // Not while the reader fills in something else.
      if (document.activeElement === document.body || $("world").contains(document.activeElement)) $("token").focus();
    }
  } else {
    connected("refused", error.message);
  }
}

asked.addEventListener("submit", (event) => {
  event.preventDefault();
  controlToken = $("token").value.trim();
  $("token").value = "";
  asked.hidden = true;
  look();
});

document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : look()));

// ---------------------------------------------------------------- showing the world

function count(name, number) {
  $(`${name}-count`).textContent = number ? String(number) : "";
  $(`${name}-empty`).hidden = number > 0;
}

function showClock({ mode, now, step }) {
  $("now").replaceWith(Object.assign(when(now, { date: true }), { id: "now" }));
  $("mode").textContent = { wall: "runs", frozen: "stands still", stepped: `goes on ${step} ms with each event` }[mode];
  $("mode").dataset.mode = mode;
  $("freeze").disabled = mode === "frozen";
  $("run").disabled = mode === "wall";
}

function showUsers({ users, total }) {
  world = { users, total };
  count("users", total);
  $("more-users").hidden = total <= users.length;
  list($("users"), users, (user) => user.userId, userCard);
}

function userCard(user) {
  const { userId, orgId, version, status, nextNumber, keys } = user;
  const newestFirst = keys.slice(-MOST_KEYS).reverse();
  const folded = newestFirst.slice(FIRST_KEYS);
  return el(
    "article",
    { class: "user", "aria-label": `User ${userId}` },
    el("h4", {}, plain(userId)),
    el(
      "div",
      { class: "row" },
      el(
        "p",
        { class: "facts" },
        `${plural(keys.length, "key")} · version ${version}`,
        orgId === undefined ? "" : [" · of ", plain(orgId)],
        status === "ACTIVE" ? "" : ` · ${status.toLowerCase()}`,
      ),
      el("p", { class: "next" }, "next number ", el("strong", {}, String(nextNumber))),
    ),
    numbers(nextNumber, keys),
    keys.length ? keyTable(newestFirst.slice(0, FIRST_KEYS)) : "",
    folded.length ? unfold(`${plural(folded.length, "key")} with lower numbers`, keyTable(folded)) : "",
    keys.length > MOST_KEYS ? el("p", { class: "hint" }, `${keys.length - MOST_KEYS} more are not shown`) : "",
    el(
      "div",
      { class: "row" },
      el("button", { type: "button", "data-act": "try", click: () => useUser(userId) }, "Use in the console"),
      el("button", { type: "button", "data-act": "token", click: () => useToken(userId) }, "Use a token of this user"),
    ),
  );
}

const unfold = (title, ...children) => el("details", {}, el("summary", { "data-act": "unfold" }, title), ...children);

/** The numbers that were given out, the removed ones struck, and the one that comes next. */
function numbers(nextNumber, keys) {
  const held = new Set(keys.map((key) => key.number));
  const first = Math.max(1, nextNumber - 24);
  const cells = [];
  for (let number = first; number < nextNumber; number++) {
    cells.push(
      held.has(number)
        ? el("li", {}, String(number))
        : el("li", { class: "gone", title: `${number} was removed` }, el("s", {}, String(number))),
    );
  }
  return el(
    "ol",
    { class: "numbers", "aria-label": "Numbers given out, and the next one" },
    first > 1 ? el("li", { class: "rest" }, "…") : "",
    cells,
    el("li", { class: "next", title: `${nextNumber} comes next` }, String(nextNumber)),
  );
}

function keyTable(keys) {
  const columns = ["No.", "Organisation", "Note", "Added"];
  return el(
    "table",
    {},
    el("thead", {}, el("tr", {}, columns.map((column) => el("th", { scope: "col" }, column)))),
    el(
      "tbody",
      {},
      keys.map(({ number, orgId, orgName, note, addedAt }) =>
        el(
          "tr",
          { "data-number": number },
          el("th", { scope: "row" }, String(number)),
          el("td", {}, plain(orgId, orgName === undefined ? {} : { title: orgName })),
          el("td", { class: "note" }, note === undefined ? "" : plain(note)),
          el("td", {}, when(addedAt)),
        ),
      ),
    ),
  );
}

function showFaults({ faults }) {
  count("faults", faults.length);
  list($("faults"), faults, (fault) => fault.id, faultItem);
}

function faultItem(fault) {
  const text = describeFault(fault);
  return el(
    "li",
    { class: "fault" },
    el("p", {}, text),
    el(
      "button",
      {
        type: "button",
        "data-act": "remove",
        "aria-label": `Remove: ${text}`,
        click: () => act(() => control("DELETE", `faults/${encodeURIComponent(fault.id)}`)),
      },
      "Remove",
    ),
  );
}

function describeFault({ kind, operation = "request", times, probability = 1, status, carriedOut, retryAfter, delay }) {
  const which = times === undefined ? `each ${operation}` : `next ${times === 1 ? "" : `${times} × `}${operation}`;
  const what = {
    status: `answered ${status}`,
    latency: "answered",
    drop: "connection dropped before it is carried out",
    lose_answer: "answer lost after it is carried out",
    truncate: "half a body",
    malformed: "a body that is not JSON",
    content_type: "an answer that calls itself HTML",
  }[kind];
  return [
    `${which}: ${what}`,
    delay > 0 ? ` ${delay / 1000} s late` : "",
    retryAfter === undefined ? "" : `, Retry-After ${retryAfter}`,
    kind === "status" && carriedOut ? ", although carried out" : "",
    probability < 1 ? `, with probability ${probability}` : "",
  ].join("");
}

function showJournal({ entries, total, forgotten }) {
  count("journal", total);
  list($("journal"), entries.toReversed(), (entry) => entry.id, journalItem);
  const unlisted = total - forgotten - entries.length;
  $("journal-forgotten").textContent = older(unlisted, forgotten);
}

function journalItem({ id, at, method, path, operation, userId, status, body, answer, fault, findings = [] }) {
  return el(
    "li",
    { class: "entry", "data-status": `${String(status)[0]}xx` },
    el(
      "details",
      {},
      el(
        "summary",
        {},
        el("span", { class: "status" }, String(status)),
        operation === undefined
          ? plain(`${method} ${path}`, { class: "name path" })
          : el("span", { class: "name" }, operation),
        fault === undefined ? "" : el("span", { class: "tag", "data-blame": "mock" }, fault.replace("_", " ")),
        userId === undefined ? "" : plain(userId, { class: "who", title: userId }),
        when(at),
      ),
      el("p", { class: "facts" }, `request ${id}: ${method} `, plain(path)),
      body === undefined ? "" : message("sent", body),
      answer === undefined ? "" : message("answered", answer),
    ),
    findings.map(({ code, blame, message: text, explanation, place }) =>
      el(
        "div",
        { class: "finding", "data-blame": blame },
        el("p", {}, el("code", {}, plain(code)), " ", el("span", { class: "tag", "data-blame": blame }, blame)),
        el("p", {}, plain(text), place === undefined ? "" : [" ", el("code", {}, plain(place))]),
        explanation === undefined ? "" : el("p", { class: "hint" }, plain(explanation)),
      ),
    ),
  );
}

function message(title, text) {
  const body = el("pre", { tabindex: "0" }, plain(text));
  return el("div", { class: "message" }, el("span", { class: "hint" }, title), body);
}

function showEvents({ events, forgotten }) {
  count("events", events.length + forgotten);
  list($("events"), events.toReversed(), (event) => `${event.version} ${event.userId}`, eventItem);
  $("events-forgotten").textContent = older(0, forgotten);
  const last = events.at(-1);
  const name = last && JSON.stringify(last);
  if (newest !== undefined && last && name !== newest) {
    $("heard").textContent = `${last.type}${last.data.number === undefined ? "" : `, number ${last.data.number}`}`;
  }
  newest = name ?? "";
}

function eventItem({ userId, version, type, timestamp, data }) {
  return el(
    "li",
    { class: "event", "data-type": type },
    el(
      "p",
      {},
      el("span", { class: "name" }, type),
      data.number === undefined ? "" : el("strong", { class: "number" }, String(data.number)),
      when(timestamp),
    ),
    el("p", { class: "facts" }, "user ", plain(userId), `, version ${version}`),
    data.note === undefined ? "" : el("p", { class: "hint" }, plain(data.note)),
  );
}

function older(unlisted, forgotten) {
  const parts = [];
  if (unlisted > 0) parts.push(`${plural(unlisted, "older one")} not shown`);
  if (forgotten > 0) parts.push(`${plural(forgotten, "older one")} forgotten`);
  return parts.join(", ");
}

// ---------------------------------------------------------------- changing the world

/** Do something to the world, say what came of it, and show it at once. */
async function act(action) {
  try {
    say((await action()) ?? "");
  } catch (error) {
    if (error instanceof Refused && error.status !== 401) say(error.message);
    else failed(error);
  }
  look();
}

function say(text) {
  $("said").textContent = text;
}

const on = (id, action) => $(id).addEventListener("click", () => act(action));

on("freeze", async () => void (await control("PUT", "clock", { mode: "frozen" })));
on("run", async () => void (await control("PUT", "clock", { mode: "wall" })));
on("advance", async () => void (await control("POST", "clock/advance", { milliseconds: 3_600_000 })));
on("more-users", async () => {
  shownUsers = Math.min(shownUsers * 4, 1000);
});
on("reset", async () => {
  if (!confirm("Forget the users, events, faults and journal of this world?")) return "";
  await control("POST", "reset");
  // That has revoked the key that the console was given.
  if (issuedKey !== undefined) await control("POST", "api-keys", { apiKey: issuedKey });
  return "The world is as new.";
});
for (const button of document.querySelectorAll("[data-fault]")) {
  button.addEventListener("click", () =>
    act(async () => {
      const operation = $("operation").value;
      await control("POST", "faults", { ...JSON.parse(button.dataset.fault), ...(operation ? { operation } : {}) });
    }),
  );
}
/** Show one of the two views, where there is no room for both. */
function view(name) {
  document.body.dataset.view = name;
  for (const button of document.querySelectorAll(".views button")) {
    button.setAttribute("aria-pressed", String(button.dataset.view === name));
  }
  scrollTo(0, 0);
}

for (const button of document.querySelectorAll(".views button")) {
  button.addEventListener("click", () => view(button.dataset.view));
}
$("skip").addEventListener("click", (event) => {
  event.preventDefault(); // what follows # is for swagger-ui
  view("world");
  $("world").focus();
});

// ---------------------------------------------------------------- console

let issuedKey; // the API key that the console was given

on("use-key", async () => {
  const { ui } = await ready;
  const { apiKey, orgId } = await control("POST", "api-keys", issuedKey === undefined ? {} : { apiKey: issuedKey });
  issuedKey = apiKey;
  ui.preauthorizeApiKey("ApiKeyAuth", apiKey);
  return `The console sends an API key of ${orgId}.`;
});

on("create-user", async () => {
  const { contract } = await ready;
  // The user whom the console proposes, unless there is one already.
  const proposed = contract.components.parameters.UserId.example;
  const free = world.total === world.users.length && !world.users.some((user) => user.userId === proposed);
  const { userId } = await control("POST", "users", { keys: 3, ...(free ? { userId: proposed } : {}) });
  await fillIn(userId);
  return `User ${userId} has the keys 1, 2 and 3.`;
});

const useToken = (userId) =>
  act(async () => {
    const { ui } = await ready;
    const { token } = await control("POST", "tokens", { subject: userId });
    ui.preauthorizeApiKey("BearerAuth", token);
    return `The console sends a token of user ${userId}.`;
  });

const useUser = (userId) =>
  act(async () => {
    await fillIn(userId);
    return `The console is about user ${userId}.`;
  });

/** Fill in the id of a user wherever the console asks for one. */
async function fillIn(userId) {
  const { ui, contract } = await ready;
  for (const [path, item] of Object.entries(contract.paths)) {
    for (const method of Object.keys(item)) {
      const place = [path, method];
      ui.specActions.changeParam(place, "id", "path", userId, false);
      // An operation that was unfolded before knows its parameters by more than their names.
      for (const parameter of ui.specSelectors.specResolvedSubtree(["paths", ...place])?.get("parameters") ?? []) {
        if (parameter.get("in") === "path" && parameter.get("name") === "id") {
          ui.specActions.changeParamByIdentity(place, parameter, userId, false);
        }
      }
    }
  }
}

/** The contract as the console shows it: this mock before the other servers, and the rules where they belong. */
function forConsole(contract) {
  const shown = structuredClone(contract);
  const mock = {
    url: "{baseUrl}",
    description: "This mock, or another base URL.",
    variables: { baseUrl: { default: BASE, description: "The base URL of all requests." } },
  };
  shown.servers = [mock, ...shown.servers];
  for (const item of Object.values(shown.paths)) {
    for (const operation of Object.values(item)) {
      const rules = operation["x-rules"] ?? [];
      if (rules.length) operation.description += `\n\n${rules.map((rule) => `- ${rule.text}`).join("\n")}`;
    }
  }
  return shown;
}

/** A plugin of swagger-ui that shows a request before it is sent. After that it is the same, and not shown again. */
function previewing(contract) {
  const Preview = ({ system, path, method }) => {
    const { createElement, useEffect, useState } = system.React;
    const [text, setText] = useState("");
    useEffect(() => {
      const operationId = contract.paths[path][method].operationId;
      let frame;
      const update = () => {
        frame = undefined;
        setText(requestText(system.getSystem(), path, method, operationId));
      };
      const stop = system.getStore().subscribe(() => {
        frame ??= requestAnimationFrame(update);
      });
      update();
      return () => {
        stop();
        cancelAnimationFrame(frame);
      };
    }, [path, method]);
    return createElement(
      "div",
      { className: "preview" },
      createElement("h4", {}, "Request"),
      createElement("pre", { tabIndex: 0 }, text),
    );
  };
  return () => ({
    components: { curl: () => null },
    wrapComponents: {
      execute: (Execute, system) => (props) => {
        const { createElement, Fragment } = system.React;
        const { path, method } = props;
        return createElement(
          Fragment,
          {},
          createElement(Preview, { system, path, method }),
          createElement(Execute, props),
        );
      },
    },
  });
}

/** The request that the console would send now, as a curl command. It is put together as swagger-ui does for itself. */
function requestText({ fn, specSelectors, oas3Selectors, authSelectors, Im }, path, method, operationId) {
  const place = [path, method];
  const namespace = `${path}:${method}`;
  const server = oas3Selectors.selectedServer(namespace) || oas3Selectors.selectedServer();
  const own = oas3Selectors.serverVariables({ server, namespace }).toJS();
  const types = specSelectors.contentTypeValues(place).toJS();
  const body = oas3Selectors.requestBodyValue(path, method);
  try {
    const request = fn.buildRequest({
      spec: specSelectors.specJsonWithResolvedSubtrees().toJS(),
      pathName: path,
      method,
      operationId,
      parameters: specSelectors.parameterValues(place, false).toJS(),
      server,
      serverVariables: Object.keys(own).length ? own : oas3Selectors.serverVariables({ server }).toJS(),
      requestContentType: oas3Selectors.requestContentType(path, method) || types.requestContentType,
      responseContentType: oas3Selectors.responseContentType(path, method) || types.responseContentType || "*/*",
      requestBody: body?.toJS ? body.toJS() : body,
      contextUrl: BASE,
      securities: {
        authorized: authSelectors.authorized()?.toJS(),
        definitions: specSelectors.securityDefinitions()?.toJS(),
        specSecurity: specSelectors.security()?.toJS(),
      },
    });
    return fn.requestSnippetGenerator_curl_bash(Im.fromJS(request));
  } catch {
    return "There is no request yet: something that is needed is not filled in.";
  }
}

async function openConsole() {
  const response = await fetch(`${BASE}/_mock/page/contract.json`, { credentials: "omit" });
  const contract = await response.json();
  for (const item of Object.values(contract.paths)) {
    for (const { operationId } of Object.values(item)) $("operation").append(el("option", {}, operationId));
  }
  const ui = SwaggerUIBundle({
    spec: forConsole(contract),
    domNode: $("reference"),
    plugins: [previewing(contract)],
    deepLinking: true,
    defaultModelsExpandDepth: 0,
    displayRequestDuration: true,
    persistAuthorization: false,
    tryItOutEnabled: true,
    validatorUrl: null,
    withCredentials: false,
    responseInterceptor: (answer) => {
      look();
      return answer;
    },
  });
  return { ui, contract };
}

// swagger-ui has a dark dress, and wears it by this class.
const dark = matchMedia("(prefers-color-scheme: dark)");
const dress = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", dress);
dress();

const name = BASE.slice(location.origin.length).match(/\/w\/([^/]+)$/)?.[1];
$("name").textContent = name === undefined ? "default world" : `world ${name}`;
document.title = name === undefined ? "SmartphoneKey mock" : `${name} · SmartphoneKey mock`;

const ready = openConsole();
look();
