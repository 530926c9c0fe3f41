/** The form of Play: data, network and training. */
import type { TrainingOptions } from '../../../browser.js';
import { ChoiceField, Field, TextField } from '../../field.js';
import { html, type VNode } from '../../preact.js';
import { type PlaySettings, startingWith, USUAL } from '../../settings/play-settings.js';
import { PRESETS, readData, withSetting } from '../../settings/presets.js';

/** The settings, and those who are told of others. */
export interface FormProps {
  readonly settings: PlaySettings;
  onSettings(settings: PlaySettings): void;
  /** Takes a file that the reader has opened. */
  onFile(file: File): void;
}

const DATA = Object.fromEntries(Object.entries(PRESETS).map(([name, { title }]) => [name, title]));

/** Typed by the options themselves, so that none is forgotten. */
const ACTIVATIONS: Readonly<Record<TrainingOptions['activation'][number], string>> = {
  relu: 'relu',
  'leaky-relu': 'leaky relu',
  gelu: 'gelu',
  tanh: 'tanh',
  sigmoid: 'sigmoid',
  linear: 'linear',
};
const OPTIMIZERS: Readonly<Record<TrainingOptions['optimizer'], string>> = {
  gd: 'gradient descent',
  momentum: 'momentum',
  nesterov: 'Nesterov momentum',
  rmsprop: 'RMSprop',
  adagrad: 'Adagrad',
  adam: 'Adam',
  adamw: 'AdamW',
};
const INITS = {
  'lecun-normal': 'LeCun normal (the course)',
  'he-normal': 'He normal',
  'glorot-normal': 'Glorot normal',
  'he-uniform': 'He uniform',
  'glorot-uniform': 'Glorot uniform',
  zeros: 'zeros',
  'normal:0.01': 'normal, σ = 0.01',
  'normal:10': 'normal, σ = 10',
};

const FILLS: Readonly<Record<TrainingOptions['missing'], string>> = {
  error: 'are an error',
  mean: 'the mean of the others',
  median: 'the median of the others',
  zero: 'zero',
};

/** Words for the settings of made sets. */
const SETTING_WORDS: Readonly<Record<string, string>> = { examples: 'Points', noise: 'Noise', seed: 'Seed' };

export function SettingsForm(props: FormProps): VNode {
  return html`<form class="settings" onSubmit=${(event: Event) => event.preventDefault()}>
    <${DataFields} ...${props} />
    <${NetworkFields} ...${props} />
    <${TrainingFields} ...${props} />
  </form>`;
}

function DataFields({ settings, onSettings, onFile }: FormProps): VNode {
  const { name, settings: given } = readData(settings.data);
  const made = Object.keys(PRESETS[name]?.settings ?? {});
  return html`<fieldset>
    <legend>Data</legend>
    <${ChoiceField}
      label="Set"
      value=${name}
      choices=${DATA}
      onValue=${(data: string) => onSettings(startingWith(data, settings.points, settings.file))}
    />
    ${name === 'table' && html`<${TableFields} settings=${settings} onSettings=${onSettings} onFile=${onFile} />`}
    ${
      made.length > 0 &&
      html`<div class="row">
        ${made.map(
          (key) => html`<${TextField}
            key=${key}
            label=${SETTING_WORDS[key]}
            mode="decimal"
            value=${String(given[key])}
            onValue=${(value: string) =>
              onSettings({ ...settings, data: withSetting(settings.data, key, Number(value)), changes: [] })}
          />`,
        )}
      </div>`
    }
  </fieldset>`;
}

/** The file, which stays in the reader's browser, and the column to predict. */
function TableFields(props: FormProps): VNode {
  const { settings, onSettings, onFile } = props;
  const open = (event: Event) => {
    const [file] = (event.target as HTMLInputElement).files ?? [];
    if (file) onFile(file);
  };
  return html`<${Field} label="File" help="It stays in this browser.">
      ${(id: string) => html`<input id=${id} type="file" accept=".csv,.tsv,.txt,text/csv" onChange=${open} />`}
    </${Field}>
    <${TextField}
      label="Column to predict"
      placeholder="label, class, target, y, else the last"
      value=${settings.target}
      onValue=${(target: string) => onSettings({ ...settings, target, changes: [] })}
    />
    <${TextField}
      label="Columns to leave out"
      help="Such as ids and names, separated by commas."
      value=${settings.drop}
      onValue=${(drop: string) => onSettings({ ...settings, drop, changes: [] })}
    />
    <${ChoiceField} label="Missing cells" choices=${FILLS} ...${option(props, 'missing', 'error')} />` as unknown as VNode;
}

/** Makes the properties of a field of an option; an empty text leaves it to its default. */
function option({ settings, onSettings }: FormProps, name: string, usual = '') {
  const { options } = settings;
  return {
    value: String(options[name] ?? usual),
    onValue: (value: string) => {
      const { [name]: _, ...others } = options;
      const isUsual = value === '' || (value === usual && !(name in USUAL));
      onSettings({ ...settings, options: isUsual ? others : { ...others, [name]: value }, changes: [] });
    },
  };
}

function NetworkFields(props: FormProps): VNode {
  const layers = option(props, 'layers', 'auto,20,7,5,auto');
  // The first and the last are the data's own, whether they are written as auto or as a number.
  const [input = 'auto', ...rest] = layers.value.split(',');
  const output = rest.pop() ?? 'auto';
  return html`<fieldset>
    <legend>Network</legend>
    <${TextField}
      label="Hidden layers"
      help="Units of each, such as 8 or 16,8; for pictures also conv3:8 and pool2."
      value=${rest.join(',')}
      onValue=${(text: string) => layers.onValue([input, text, output].filter(Boolean).join(','))}
    />
    <${ChoiceField} label="Activation" choices=${ACTIVATIONS} ...${option(props, 'activation', 'relu')} />
    <${ChoiceField} label="Start of the weights" choices=${INITS} ...${option(props, 'init', 'lecun-normal')} />
    <${TextField} label="Seed" mode="numeric" ...${option(props, 'seed', '1')} />
  </fieldset>`;
}

function TrainingFields(props: FormProps): VNode {
  const { options } = props.settings;
  const batchNorm = option(props, 'batchNorm', 'false');
  return html`<fieldset>
    <legend>Training</legend>
    <${ChoiceField} label="Optimizer" choices=${OPTIMIZERS} ...${option(props, 'optimizer', 'gd')} />
    <div class="row">
      <${TextField} label="Updates" mode="numeric" ...${option(props, 'iterations', '3000')} />
      <${TextField}
        label="Batch"
        mode="numeric"
        placeholder="whole set"
        ...${option(props, 'batchSize')}
      />
    </div>
    <div class="row">
      <${TextField} label="L2 penalty λ" mode="decimal" ...${option(props, 'l2', '0')} />
      <${TextField} label="Dropout keeps" mode="decimal" ...${option(props, 'keepProb', '1')} />
    </div>
    <${TextField}
      label="Share for validation"
      mode="decimal"
      ...${option(props, 'validationSplit', '0')}
    />
    <label class="check">
      <input
        type="checkbox"
        checked=${options.batchNorm === 'true'}
        onChange=${(event: Event) => batchNorm.onValue(String((event.target as HTMLInputElement).checked))}
      />
      Batch norm
    </label>
  </fieldset>`;
}
