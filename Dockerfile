FROM node:24-slim AS base
WORKDIR /app
COPY package.json package-lock.json ./

FROM base AS dependencies
# Includes the Redis client for --state, which the package does not install.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
  && npm install --no-save --omit=dev --ignore-scripts --no-audit --no-fund \
    "ioredis@$(node -p "require('./package.json').devDependencies.ioredis")"

FROM base AS build
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY scripts scripts
COPY server server
COPY lambdas lambdas
RUN npm run --silent build && npm run --silent build:lambdas && find dist -name '*.d.ts' -delete

FROM node:24-slim
LABEL org.opencontainers.image.title="bedrock-local" \
  org.opencontainers.image.description="A local Amazon Bedrock: answers any AWS SDK from fixtures, offline" \
  org.opencontainers.image.licenses="MIT"
ENV NODE_ENV=production \
  HOME=/home/node \
  BEDROCK_LOCAL_HOST=0.0.0.0 \
  BEDROCK_LOCAL_FIXTURES=/fixtures
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json ./
COPY scripts/container.sh ./
COPY fixtures /fixtures
USER node
EXPOSE 4577
HEALTHCHECK --interval=5s --timeout=3s --start-period=10s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.BEDROCK_LOCAL_PORT||4577}/_admin/health`).then(r=>process.exit(+(r.status>499)),()=>process.exit(1))"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["sh", "/app/container.sh"]
