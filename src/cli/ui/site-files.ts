/** The files of the page as a site has them: those of the build, and the model that it was given for Try. */
import { readBytes } from '../../disk/read.js';
import { LIMITS } from '../../limits.js';
import { loadModel } from '../../model/file/load.js';
import { modelIn } from '../../model/runs.js';
import { pageFiles, type SiteFile } from '../../serve/ui/site.js';

/** The name of the model beside the page, and the mark by which the page knows of it. */
const NAME = 'model.json';
const MARK = `<meta name="dnn-model" content="${NAME}">`;
const HEAD_END = '</head>';

/**
 * The files of the page, with a copy of the model at `path`, which may be the directory of a run.
 * @throws DnnError: io if the page was not built, model if the model is missing or damaged.
 */
export function siteFiles(path: string | undefined): SiteFile[] {
  const files = pageFiles();
  if (path === undefined) return files;
  const model = modelIn(path);
  loadModel(model);
  const bytes = Uint8Array.from(readBytes(model, 'model', 'model', undefined, LIMITS.textBytes));
  return [...files.map(told), { name: NAME, bytes }];
}

/** index.html that names the model. */
function told(file: SiteFile): SiteFile {
  if (file.name !== 'index.html') return file;
  const text = Buffer.from(file.bytes).toString('utf8').replace(HEAD_END, `${MARK}\n${HEAD_END}`);
  return { ...file, bytes: Uint8Array.from(Buffer.from(text)) };
}
