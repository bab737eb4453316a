import { MessagePattern } from '@nestjs/microservices';
import type { ParsedInputOf, ReplyOf, Rpc } from '#contracts';

/** Binds a controller's method to a contract; a method with another input or reply does not compile. */
export function Handles<C extends Rpc>(contract: C) {
  return <M extends (input: ParsedInputOf<C>) => Promise<ReplyOf<C>>>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<M>,
  ): void => {
    MessagePattern(contract.subject, { contract })(target, key, descriptor);
  };
}
