import { databaseConfig, readConfig, serviceConfig } from '#config';
import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';
import { gatewayConfig } from '../apps/gateway/src/config.js';
import { mailConfig } from '../apps/registry/src/mail/mail.config.js';

const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const text = (path: string) => readFileSync(at(path), 'utf8');

const container = z.object({
  image: z.string(),
  build: z.string().optional(),
  command: z.array(z.string()),
  environment: z.record(z.string(), z.coerce.string()).default({}),
  volumes: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
});
const compose = z
  .object({ services: z.record(z.string(), container), volumes: z.record(z.string(), z.null()) })
  .parse(parse(text('docker-compose.yml'), { merge: true }));

/** What each program reads from its environment. */
const SETTINGS: Readonly<Record<string, z.ZodObject>> = {
  gateway: gatewayConfig,
  registry: databaseConfig.extend(mailConfig.shape),
  scheduling: databaseConfig,
  'check-in': databaseConfig,
  statistics: serviceConfig,
};
const apps = Object.keys(SETTINGS);
const key = Buffer.alloc(32).toString('base64');
/** As compose would fill in `${NAME:?…}` and `${NAME:-…}`. */
const filledIn = (value: string): string =>
  value.replace(/\$\{\w+:([?-])([^}]*)\}/g, (_, kind: string, rest: string) => (kind === '-' ? rest : key));
const containerOf = (name: string) => {
  const found = compose.services[name];
  if (found === undefined) throw new Error(`docker-compose.yml does not name ${name}`);
  return found;
};

describe('docker-compose.yml', () => {
  it('names every service, and beside them only the two servers', () => {
    const nest = z.object({ projects: z.record(z.string(), z.unknown()) }).parse(JSON.parse(text('nest-cli.json')));
    const projects = Object.keys(nest.projects).filter((name) => name !== 'county'); // the command line is no service
    expect(projects.sort()).toEqual([...apps].sort());
    expect(Object.keys(compose.services).sort()).toEqual([...apps, 'mongo', 'nats'].sort());
  });

  it.each(apps)('starts the program of %s, which waits for both servers', (app) => {
    const { command, build, depends_on } = containerOf(app);
    const main = command.at(-1) ?? '';
    expect(main).toBe(`dist/apps/${app}/src/main.js`);
    expect(existsSync(at(main.replace(/^dist\//, '').replace(/\.js$/, '.ts')))).toBe(true);
    expect(build).toBe('.');
    expect(Object.keys(depends_on).sort()).toEqual(['mongo', 'nats']);
  });

  it.each(apps)('gives %s every variable that it requires, well formed, and none that it does not know', (app) => {
    const { environment } = containerOf(app);
    const settings: z.ZodObject = SETTINGS[app] ?? serviceConfig;
    const required = Object.entries<z.ZodType>(settings.shape).flatMap(([name, schema]) =>
      schema.safeParse(undefined).success ? [] : [name],
    );
    expect(Object.keys(environment)).toEqual(expect.arrayContaining(required));
    const known = [...Object.keys(settings.shape), ...(app === 'registry' ? ['ADMIN_USER', 'ADMIN_PASSWORD'] : [])];
    expect(known).toEqual(expect.arrayContaining(Object.keys(environment)));
    const env = Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, filledIn(value)]));
    expect(() => readConfig(settings, env)).not.toThrow();
  });

  it('runs MongoDB as the replica set that the services look for, and NATS with JetStream', () => {
    const { command } = containerOf('mongo');
    expect(containerOf('registry').environment['MONGODB_URI']).toContain(
      `replicaSet=${command[command.indexOf('--replSet') + 1]}`,
    );
    expect(containerOf('nats').volumes).toContainEqual(expect.stringMatching(/^\.\/deploy\/nats\.conf:/));
    expect(text('deploy/nats.conf')).toMatch(/^jetstream \{.*sync_interval: always/m);
  });

  it('opens the gateway alone to the outside', () => {
    const open = Object.entries(compose.services).flatMap(([name, { ports }]) => (ports.length > 0 ? [name] : []));
    expect(open).toEqual(['gateway']);
  });

  it('keeps what the servers store in named volumes', () => {
    const named = ['mongo', 'nats'].flatMap((name) => containerOf(name).volumes.map((v) => v.split(':')[0] ?? ''));
    expect(named).toEqual(expect.arrayContaining(Object.keys(compose.volumes)));
  });
});

describe('Dockerfile', () => {
  it('copies only what .dockerignore lets through', () => {
    const letThrough = text('.dockerignore')
      .split('\n')
      .flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []));
    const copied = [...text('Dockerfile').matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap((m) =>
      (m[1] ?? '').split(' '),
    );
    expect(copied.length).toBeGreaterThan(0);
    expect(letThrough).toEqual(expect.arrayContaining(copied));
  });
});
