import { readConfig } from './config.js';
import { buildServer } from './server.js';

try {
  const config = readConfig();
  const server = await buildServer(config);

  let ending = false;
  const end = (signal: NodeJS.Signals): void => {
    // Whoever asks twice does not want to wait.
    if (ending) process.exit(1);
    ending = true;
    server.log.info(`${signal}: no more jobs are taken in; those that run have ${config.shutdownGraceMs / 1000} s`);
    server.close().then(
      () => process.exit(0),
      (error: unknown) => {
        server.log.error(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);

  await server.listen({ host: config.host, port: config.port });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
