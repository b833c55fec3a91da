// The scheduled faults.

import { act } from "./action.js";
import { control } from "./control.js";
import { byId, count, el } from "./element.js";
import { list } from "./list.js";

export const path = () => "faults";

export function show({ faults }) {
  count("faults", faults.length);
  list(byId("faults"), faults, (fault) => fault.id, item);
}

function item(fault) {
  const text = describe(fault);
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

function describe(fault) {
  const { kind, probability = 1, status, carriedOut, retryAfter, delay } = fault;
  const parts = {
    status: [`returns ${status}`, carriedOut && "after processing"],
    latency: [],
    drop: ["connection dropped before processing"],
    lose_answer: ["response lost after processing"],
    truncate: ["response body truncated"],
    malformed: ["response body is not JSON"],
    content_type: ["response declared as HTML"],
  }[kind];
  if (delay > 0) parts.push(`delayed by ${delay / 1000} s`);
  if (retryAfter !== undefined) parts.push(`Retry-After ${retryAfter}`);
  if (probability < 1) parts.push(`probability ${probability}`);
  return `${target(fault)}: ${parts.filter(Boolean).join(", ")}`;
}

function target({ operation = "request", times }) {
  if (times === undefined) return `every ${operation}`;
  if (times === 1) return `next ${operation}`;
  return operation === "request" ? `next ${times} requests` : `next ${times} ${operation} requests`;
}

for (const button of document.querySelectorAll("[data-fault]")) {
  button.addEventListener("click", () =>
    act(async () => {
      const operation = byId("operation").value;
      await control("POST", "faults", { ...JSON.parse(button.dataset.fault), ...(operation ? { operation } : {}) });
    }),
  );
}

/** Offer the contract's operations in the form. */
export function offer(contract) {
  for (const item of Object.values(contract.paths)) {
    for (const { operationId } of Object.values(item)) {
      if (operationId !== undefined) byId("operation").append(el("option", {}, operationId));
    }
  }
}
