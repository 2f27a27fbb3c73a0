/** JavaScript heap and garbage collection: documents turned into text and back. */
import type { PreparedWorkload, Workload } from './workload.js';

const RECORDS = 1000;

export const json: Workload = {
  definition: {
    id: 'json',
    version: '1',
    title: 'JSON',
    operation: `JSON.stringify and JSON.parse of ${String(RECORDS)} records`,
    parameters: { records: RECORDS },
    usesDisk: false,
  },
  prepare,
};

interface Order {
  readonly id: number;
  readonly customer: string;
  readonly lines: readonly { readonly sku: string; readonly quantity: number; readonly price: number }[];
  readonly paid: boolean;
}

function order(id: number): Order {
  const line = (index: number) => ({ sku: `item-${String((id * 31 + index * 7) % 997)}`, quantity: index + 1, price: id / 8 });
  return { id, customer: `customer ${String(id % 113)} "é"`, lines: [line(0), line(1), line(2)], paid: id % 3 === 0 };
}

async function prepare(): Promise<PreparedWorkload> {
  const orders = Array.from({ length: RECORDS }, (_, id) => order(id));
  return { run: () => roundTrip(orders), expected: '3175e2e5367' };
}

/** Length of the text and a total over what came back, in hex. */
function roundTrip(orders: readonly Order[]): string {
  const text = JSON.stringify(orders);
  const parsed: readonly Order[] = JSON.parse(text);
  let total = 0;
  for (const { lines, customer, paid } of parsed) {
    for (const { quantity, price, sku } of lines) total += quantity * price * 8 + sku.length;
    total += customer.length + (paid ? 1 : 0);
  }
  return `${text.length.toString(16)}${total.toString(16)}`;
}
