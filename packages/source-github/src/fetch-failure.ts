/** Carries what the guarded fetch threw through octokit, which would write a status on an abort's reason. */
export class FetchFailure extends Error {
  override readonly name = 'FetchFailure';

  constructor(cause: unknown) {
    super('The request was not answered.', { cause });
  }
}
