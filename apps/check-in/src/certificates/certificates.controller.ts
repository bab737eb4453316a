import { checkIn, type HandlersOf, type ParsedInputOf } from '#contracts';
import { Handles } from '#messaging';
import { Controller } from '@nestjs/common';
import { Certificates } from './certificates.js';
import { Verification } from './verification.js';

type Contracts = typeof checkIn.certificates;

@Controller()
export class CertificatesController implements HandlersOf<Contracts> {
  constructor(
    private readonly certificates: Certificates,
    private readonly verification: Verification,
  ) {}

  @Handles(checkIn.certificates.issue)
  issue(input: ParsedInputOf<Contracts['issue']>) {
    return this.certificates.issue(input);
  }

  @Handles(checkIn.certificates.list)
  async list(input: ParsedInputOf<Contracts['list']>) {
    return { certificates: await this.certificates.list(input) };
  }

  @Handles(checkIn.certificates.find)
  find(input: ParsedInputOf<Contracts['find']>) {
    return this.certificates.find(input);
  }

  @Handles(checkIn.certificates.revoke)
  revoke(input: ParsedInputOf<Contracts['revoke']>) {
    return this.certificates.revoke(input);
  }

  @Handles(checkIn.certificates.verify)
  verify(input: ParsedInputOf<Contracts['verify']>) {
    return this.verification.verify(input);
  }
}
