import { account, type Account, grant, listedAccount, type OutputOf, registry, role } from '#contracts';
import { DomainError } from '#kernel';
import { ContractClient } from '#messaging';
import { maskNumber } from '#privacy';
import {
  Body,
  Controller,
  Get,
  HttpCode,
  Param,
  Post,
  Put,
  Query,
  Req,
  Res,
  UseGuards,
  Injectable,
  type ExecutionContext,
} from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { optional, required } from '../http/fields.js';
import { parse } from '../http/malformed.js';
import { Describe } from '../http/openapi.js';
import { Audited, NotAudited } from '../audit/audited.js';
import { newPassword } from './new-password.js';
import { Needs, Public } from './rights.js';
import { Tokens } from './tokens.js';
import { CurrentUser, type User } from './user.js';

type SignedIn = OutputOf<typeof registry.accounts.signIn>;

/** Why signing in and out is not audited here. */
const OWN_SIGN_IN =
  'changes nothing but by whom the caller is known; sign-ins are put into the log by who knows the account';

const COOKIE = 'refresh_token';
const COOKIE_PATH = '/api/v1/auth';

const credentials = z.object({ username: z.string().min(1).max(64), password: z.string().min(1).max(200) });
const forgotInput = credentials.pick({ username: true });
const resetInput = credentials.extend({ code: required(40), password: newPassword });
/** Roles that mean nothing without a division, or a team, and those that are for the whole system. */
const NEEDS_DIVISION = ['village', 'township'];
const NEEDS_TEAM = ['leader'];
const grantInput = grant
  .extend({ division: required(40).optional(), team: required(100).optional() })
  .refine((g) => !NEEDS_DIVISION.includes(g.role) || g.division !== undefined, {
    path: ['division'],
    message: 'division_missing',
  })
  .refine((g) => !NEEDS_TEAM.includes(g.role) || g.team !== undefined, { path: ['team'], message: 'team_missing' })
  .refine((g) => g.division === undefined || g.team === undefined, { path: ['team'], message: 'division_and_team' })
  .refine((g) => g.role !== 'administrator' || (g.division === undefined && g.team === undefined), {
    path: ['role'],
    message: 'administrator_is_everywhere',
  });
const grantsInput = z.object({ grants: z.array(grantInput).min(1).max(100) });
const newAccount = z.object({
  username: required(64),
  displayName: optional(64),
  password: newPassword,
  ...grantsInput.shape,
  /** Under which its owner is registered, where it is somebody's own. */
  volunteerNo: optional(100),
});
const A_PAGE = 200;
const accountsQuery = z.object({
  after: z.string().max(64).default('').describe('the `id` of the last account of the page before'),
  role: role.optional(),
});
const session = z.object({ accessToken: z.string(), expiresIn: z.int(), user: account });

/** passport-local, after the body was found to be well formed. */
@Injectable()
class PasswordGuard extends AuthGuard('local') {
  override canActivate(context: ExecutionContext) {
    parse(credentials, context.switchToHttp().getRequest<FastifyRequest>().body);
    return super.canActivate(context);
  }

  override handleRequest<U>(error: unknown, user: U | false | null | undefined): U {
    if (error instanceof Error) throw error;
    if (user === false || user === null || user === undefined) throw new DomainError('AUTH.FAILED');
    return user;
  }
}

@Controller('api/v1')
export class AuthController {
  constructor(
    private readonly client: ContractClient,
    private readonly tokens: Tokens,
  ) {}

  @Post('auth/login')
  @Public()
  @NotAudited(OWN_SIGN_IN)
  @HttpCode(200)
  @UseGuards(PasswordGuard)
  @Describe({ summary: 'Sign in', body: credentials, responses: { 200: session, 400: 'problem', 401: 'problem' } })
  login(@Req() request: FastifyRequest & { user: SignedIn }, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.signedIn(request.user, request, reply);
  }

  @Post('auth/refresh')
  @Public()
  @NotAudited(OWN_SIGN_IN)
  @HttpCode(200)
  @Describe({
    summary: 'A new access token for the refresh token in the cookie',
    responses: { 200: session, 401: 'problem' },
  })
  async refresh(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const refreshToken = request.cookies[COOKIE];
    if (refreshToken === undefined || refreshToken === '' || refreshToken.length > 200)
      throw new DomainError('AUTH.REQUIRED');
    return this.signedIn(await this.client.call(registry.accounts.refresh, { refreshToken }), request, reply);
  }

  @Post('auth/logout')
  @Public()
  @NotAudited(OWN_SIGN_IN)
  @HttpCode(204)
  @Describe({ summary: 'Sign out: the refresh token no longer works', responses: { 204: null } })
  async logout(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const refreshToken = request.cookies[COOKIE];
    if (refreshToken !== undefined && refreshToken.length <= 200)
      await this.client.call(registry.accounts.signOut, { refreshToken });
    void reply.clearCookie(COOKIE, { path: COOKIE_PATH });
  }

  @Post('auth/forgot')
  @Public()
  @HttpCode(202)
  @Describe({
    summary:
      'Have a code for a new password sent to the confirmed e-mail address of an account, or else to its confirmed phone number; the same answer where there is neither',
    body: forgotInput,
    responses: { 202: null, 400: 'problem', 422: 'problem' },
  })
  async forgot(@Body() body: unknown, @Req() { ip: address }: FastifyRequest) {
    await this.client.call(registry.ownAccount.forgot, { ...parse(forgotInput, body), address });
  }

  @Post('auth/reset')
  @Public()
  @HttpCode(204)
  @Describe({
    summary: 'Set a new password by the code that was sent; whoever is signed in under the name is signed out',
    body: resetInput,
    responses: { 204: null, 400: 'problem', 422: 'problem' },
  })
  async reset(@Body() body: unknown, @Req() { ip: address }: FastifyRequest) {
    await this.client.call(registry.ownAccount.reset, { ...parse(resetInput, body), address });
  }

  @Get('accounts')
  @Needs('manage-accounts')
  @Audited()
  @Describe({
    summary: `The accounts by name, ${String(A_PAGE)} a page, those alone that hold a role where one is named; an act names one by its \`id\``,
    query: accountsQuery,
    responses: { 200: z.object({ accounts: z.array(listedAccount) }), 400: 'problem', 404: 'problem' },
  })
  async list(@Query() query: unknown) {
    const asked = { ...parse(accountsQuery, query), limit: A_PAGE };
    const { accounts } = await this.client.call(registry.accounts.list, asked);
    return { accounts: accounts.map(({ id, ...of }) => ({ id, ...shown(of) })) };
  }

  @Post('accounts')
  @Needs('manage-accounts')
  @Describe({
    summary: 'Make an account',
    body: newAccount,
    responses: { 201: account, 400: 'problem', 404: 'problem', 409: 'problem' },
  })
  async createAccount(@Body() body: unknown) {
    return shown(await this.client.call(registry.accounts.create, parse(newAccount, body)));
  }

  @Put('accounts/:username/grants')
  @Needs('manage-accounts')
  @Describe({
    summary:
      'Give an account these rights in place of those that it has; within ten minutes for who is signed in with it',
    params: z.object({ username: z.string() }),
    body: grantsInput,
    responses: { 200: account, 400: 'problem', 404: 'problem', 409: 'problem' },
  })
  async setGrants(@Param('username') text: string, @Body() body: unknown, @CurrentUser() { username: by }: User) {
    const username = parse(credentials.shape.username, text, 'username');
    const { grants } = parse(grantsInput, body);
    return shown(await this.client.call(registry.accounts.setGrants, { username, grants, by }));
  }

  @Post('accounts/:username/password-reset')
  @Needs('manage-accounts')
  @HttpCode(200)
  @Describe({
    summary: 'A new password, shown this once; whoever is signed in under the name is signed out',
    params: z.object({ username: z.string() }),
    responses: { 200: registry.accounts.resetPassword.output, 400: 'problem', 404: 'problem' },
  })
  async resetPassword(@Param('username') username: string) {
    const name = parse(credentials.shape.username, username, 'username');
    const { password } = await this.client.call(registry.accounts.resetPassword, { username: name });
    return { username: maskNumber(name), password };
  }

  private async signedIn(
    { account: user, refreshToken, refreshExpiresAt }: SignedIn,
    { protocol }: Pick<FastifyRequest, 'protocol'>,
    reply: FastifyReply,
  ): Promise<z.infer<typeof session>> {
    void reply.setCookie(COOKIE, refreshToken, {
      // OWASP ASVS 5.0, 3.3.1, 3.3.2 and 3.3.4.
      httpOnly: true,
      // Over plain HTTP, as on this machine alone, a browser would not send it back.
      secure: protocol === 'https',
      sameSite: 'strict',
      path: COOKIE_PATH,
      expires: new Date(refreshExpiresAt),
    });
    const issued = await this.tokens.issue(user);
    return { ...issued, user: shown(issued.user) };
  }
}

/** An account as an answer tells it: a name that is a phone or identity number is masked (OWASP ASVS 5.0, 14.2.6). */
const shown = ({ username, displayName, ...of }: Account): Account => ({
  username: maskNumber(username),
  displayName: maskNumber(displayName),
  ...of,
});
