import createClient, { type Client, type Middleware } from "openapi-fetch";

import type { components, paths } from "./api";

export type Schemas = components["schemas"];

/** What no page of somebody else's can send; the API asks for it where a cookie speaks. */
const ownPage: Middleware = {
  onRequest({ request }) {
    request.headers.set("x-clipped-csrf", "1");
    return request;
  },
};

/** Every route of the API with its types: `api().GET("/api/jobs/{job}", { params: … })`. */
export function api(address: string = window.location.origin): Client<paths> {
  const client = createClient<paths>({ baseUrl: address, credentials: "same-origin" });
  client.use(ownPage);
  return client;
}
