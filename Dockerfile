FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json ./
COPY machines machines
COPY src src
COPY scripts/check.ts scripts/charts.ts scripts/
COPY scripts/machines/terms.ts scripts/machines/terms.ts
# The build checks the machines first, and makes nothing of one that does not pass.
RUN npm run build && npm prune --omit=dev

FROM node:22-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
USER node
EXPOSE 3000
# Node itself gets SIGTERM, and drains.
CMD ["node", "dist/src/main.js"]
