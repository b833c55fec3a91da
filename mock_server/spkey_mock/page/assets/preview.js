// The preview: a request as the console would send it.

import { BASE } from "./address.js";

/** A plugin for swagger-ui. Show each request before it is sent, and not again afterwards. */
export function preview(contract) {
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

/** Return the request as a curl command. swagger-ui builds its own requests in the same way. */
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
    return "No request yet. Fill in the required fields.";
  }
}
