import { checkIn, type HandlersOf, type ParsedInputOf } from '#contracts';
import { Handles } from '#messaging';
import { Controller } from '@nestjs/common';
import { NotCounted } from './attendances/not-counted.js';
import { Recount } from './attendances/recount.js';
import { SessionCodes } from './codes/session-codes.js';
import { ServiceRecords } from './attendances/service-records.js';
import { RecordAttendance } from './records/record-attendance.js';

type Contracts = typeof checkIn.attendance;

@Controller()
export class AttendanceController implements HandlersOf<Contracts> {
  constructor(
    private readonly recordAttendance: RecordAttendance,
    private readonly serviceRecords: ServiceRecords,
    private readonly recounts: Recount,
    private readonly uncounted: NotCounted,
    private readonly codes: SessionCodes,
  ) {}

  @Handles(checkIn.attendance.record)
  async record({ records }: ParsedInputOf<Contracts['record']>) {
    return { results: await this.recordAttendance.execute(records) };
  }

  @Handles(checkIn.attendance.code)
  code({ sessionNo, within }: ParsedInputOf<Contracts['code']>) {
    return this.codes.current(sessionNo, within);
  }

  @Handles(checkIn.attendance.serviceRecord)
  serviceRecord(input: ParsedInputOf<Contracts['serviceRecord']>) {
    return this.serviceRecords.of(input);
  }

  @Handles(checkIn.attendance.recount)
  recount({ after }: ParsedInputOf<Contracts['recount']>) {
    return this.recounts.page(after);
  }

  @Handles(checkIn.attendance.notCounted)
  notCounted(input: ParsedInputOf<Contracts['notCounted']>) {
    return this.uncounted.page(input);
  }
}
