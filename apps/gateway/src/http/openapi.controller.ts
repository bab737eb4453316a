import { Controller, Get } from '@nestjs/common';
import { ApiExcludeController, type OpenAPIObject } from '@nestjs/swagger';
import { Public } from '../auth/rights.js';

/** The document is made once, when all routes are known. */
export const openApi: { document: OpenAPIObject | undefined } = { document: undefined };

@Controller('api/openapi.json')
@ApiExcludeController()
@Public()
export class OpenApiController {
  @Get()
  document() {
    return openApi.document;
  }
}
