/** A small tenant: one requisition-like type with lines, one order-like type, one entity. */
import { normaliseModel } from '@/api/normalise'
import { useModel } from '@/stores/model'

const text = (en: string, zh: string) => ({ en, 'zh-Hant': zh })
const field = (name: string, type: string, label: object, extra: object = {}) => ({ name, type, label, required: false, computed: 'formula' in extra, options: {}, ...extra })

export const RAW = {
  version: 'v1',
  navigation: [
    { app: 'buy', label: text('Buying', '採購'), icon: 'cart', order: 1, items: [{ document: 'ask' }, { screen: 'nowhere' }, { document: 'order', permission: 'order.read' }] },
    { app: 'base', label: text('Base', '基本資料'), icon: 'database', order: 0, items: [{ entity: 'thing' }] },
  ],
  documents: {
    ask: {
      label: text('Request', '請購單'), plural: text('Requests', '請購單'), icon: 'file', app: 'buy', title: 'title',
      header: [
        field('title', 'text', text('Subject', '主旨'), { required: true }),
        field('urgent', 'boolean', text('Urgent', '急件'), { default: false }),
        field('why', 'text', text('Why', '原因'), { visible_when: { var: 'urgent' }, required_when: { var: 'urgent' } }),
        field('currency', 'reference', text('Currency', '幣別'), { options: { to: 'currency', by: 'key' }, default: 'TWD' }),
        field('total', 'money', text('Total', '合計'), { formula: { sum: [{ var: 'lines' }, { var: 'amount' }] }, round: 'total' }),
      ],
      lines: [
        field('item', 'reference', text('Item', '料號'), { options: { to: 'thing' } }),
        field('description', 'text', text('Description', '品名'), { default_when: { var: 'line.item.name' }, required_when: { '!': { var: 'line.item' } } }),
        field('quantity', 'quantity', text('Quantity', '數量'), { required: true, options: { minimum: '0.0001' } }),
        field('unit_price', 'decimal', text('Price', '單價'), { options: { scale: 4 } }),
        field('amount', 'money', text('Amount', '金額'), { formula: { '*': [{ var: 'line.quantity' }, { coalesce: [{ var: 'line.unit_price' }, 0] }] }, round: 'line_amount' }),
      ],
      workflow: {
        workflow: 'ask', initial: 'draft',
        states: [{ state: 'draft', label: text('Draft', '草稿'), colour: 'grey', editable: true }, { state: 'sent', label: text('Sent', '已送出'), colour: 'amber', editable: false }],
        actions: [{ action: 'submit', label: text('Submit', '送出'), from: ['draft'], to: 'sent', style: 'primary', inputs: [] }],
      },
      line_workflow: { workflow: 'ask_line', initial: 'draft', states: [{ state: 'draft', label: text('Draft', '草稿'), colour: 'grey', editable: true }, { state: 'ok', label: text('Approved', '已核准'), colour: 'blue' }], actions: [] },
      list: { columns: ['number', 'title', 'state', 'total'], sort: ['-created_at'], filters: ['state'], views: [{ view: 'mine', label: text('Mine', '我的') }] },
      form: { key_facts: ['total'], sections: [], line_columns: ['item', 'description', 'quantity', 'unit_price', 'amount'] },
      flows_from: [{ flow: 'order', label: text('Order', '轉採購'), source: 'ask', target: 'order', source_states: ['ok'] }],
    },
    order: { label: text('Order', '採購單'), plural: text('Orders', '採購單'), app: 'buy', header: [], lines: [], workflow: { states: [], actions: [] } },
  },
  entities: { thing: { label: text('Thing', '物品'), plural: text('Things', '物品'), key: 'code', title: 'name', fields: [field('code', 'text', text('Code', '代碼'), { required: true }), field('name', 'text', text('Name', '名稱'))] } },
  processes: { p: { process: 'p', label: text('Way', '流程'), document: 'ask', steps: [{ step: 'a', label: text('Ask', '請購'), states: ['draft'] }, { step: 'b', label: text('Check', '審核'), states: ['ok'] }, { step: 'c', label: text('Pay', '付款'), states: [] }] } },
  settings: { rounding: [{ step: 'line_amount', places: 0, currency: 'TWD' }, { step: 'total', places: 0, currency: 'TWD' }] },
}

export function useTestModel(): void {
  useModel().model = normaliseModel(structuredClone(RAW))
}
