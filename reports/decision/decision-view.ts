/** Results document → the decision aid of its page: the form, the four usual cases answered, and what the reader's requirements come to. */
import type { ResultsDocument } from '../../bench/contract/document.js';
import type { Requirements } from '../../bench/contract/requirements.js';
import { collectFacts } from './facts.js';
import type { DecisionFacts } from './facts-model.js';
import { CHOICE_FIELDS, NUMBER_FIELDS, type NumberField } from './fields.js';
import { PRESETS } from './presets.js';
import { formatState } from './state.js';
import { type RecommendationView, viewRecommendation } from './view.js';

/** `state` is what the address would hold. */
interface DecidedCase {
  readonly id: string;
  readonly title: string;
  readonly state: string;
  readonly recommendation: RecommendationView;
}

interface NumberInput {
  readonly id: string;
  readonly label: string;
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  readonly step: string;
}

const MAIN_FIELDS = 5;

function makeInput({ member, label, unit, min, max, isWhole }: NumberField): NumberInput {
  return { id: member, label, unit, min, max, step: isWhole === true ? '1' : 'any' };
}

export interface DecisionView {
  readonly facts: DecisionFacts;
  readonly numbers: readonly NumberInput[];
  /** Folded: not everybody asks for these. */
  readonly furtherNumbers: readonly NumberInput[];
  readonly choices: typeof CHOICE_FIELDS;
  readonly cases: readonly DecidedCase[];
  /** Of `report --requirements`; null without. */
  readonly asked: DecidedCase | null;
}

export function viewDecision(document: ResultsDocument, asked: Requirements | undefined): DecisionView {
  const facts = collectFacts(document);
  const decideCase = (id: string, title: string, wanted: Requirements): DecidedCase => ({
    id,
    title,
    state: formatState(wanted),
    recommendation: viewRecommendation(facts, wanted),
  });
  return {
    facts,
    numbers: NUMBER_FIELDS.slice(0, MAIN_FIELDS).map(makeInput),
    furtherNumbers: NUMBER_FIELDS.slice(MAIN_FIELDS).map(makeInput),
    choices: CHOICE_FIELDS,
    cases: PRESETS.map(({ id, requirements }) => decideCase(id, requirements.title, requirements)),
    asked: asked === undefined ? null : decideCase('asked', asked.title ?? 'Your requirements', asked),
  };
}
