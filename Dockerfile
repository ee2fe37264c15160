# A digest fixes the image: --build-arg NODE_IMAGE=node:22-bookworm-slim@sha256:… None is written here, because nothing
# in this repository would notice that it has become outdated.
ARG NODE_IMAGE=node:22-bookworm-slim
FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# No package needs its install script.
RUN npm ci --ignore-scripts
COPY tsconfig.json ./
COPY machines machines
COPY src src
COPY scripts/check.ts scripts/charts.ts scripts/
COPY scripts/machines/terms.ts scripts/machines/terms.ts
COPY scripts/flows/build.ts scripts/flows/bundle.ts scripts/flows/
# The build checks the machines first, and makes nothing of one that does not pass.
RUN npm run build && npm prune --omit=dev --ignore-scripts && npm sbom --sbom-format=cyclonedx --omit=dev > sbom.json
# Source maps, types and second editions of modules are never loaded.
RUN find node_modules -name '*.map' -delete -o -name '*.d.ts' -delete && rm -rf node_modules/@opentelemetry/*/build/esm*

FROM ${NODE_IMAGE}
ARG RELEASE=unknown
LABEL org.opencontainers.image.title="VimbisoPay conversations" \
  org.opencontainers.image.licenses="MIT" \
  org.opencontainers.image.version="${RELEASE}"
ENV NODE_ENV=production RELEASE=${RELEASE}
WORKDIR /app
# Nothing at run time installs packages.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /opt/yarn*
COPY --from=build /app/package.json /app/sbom.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
USER node
EXPOSE 3000 9090
# Healthy is what runs: whether it accepts webhooks, /ready says to the load balancer.
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.OPS_PORT || process.env.PORT || 3000}/health`).then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Node itself gets SIGTERM, and drains.
CMD ["node", "--max-semi-space-size=32", "dist/src/main.js"]
