// Tables whose head has buttons are sorted by them; without this script the page reads whole.
(() => {
  'use strict';
  const plain = text => text.replace(/[\u2212\u2013](?=\d)/g, '-').replace(/(\d),(?=\d{3})/g, '$1').trim();
  const number = text => {
    const found = /^[(<>+~]*\s*(-?\+?\d+(?:\.\d+)?(?:e[-+]?\d+)?)/i.exec(plain(text));
    return found && !/^\d{4}-\d\d-\d\d/.test(text) ? Number(found[1]) : NaN;
  };
  const compare = (a, b) => {
    const [x, y] = [number(a), number(b)];
    if (!Number.isNaN(x) && !Number.isNaN(y)) return x - y;
    if (Number.isNaN(x) !== Number.isNaN(y)) return Number.isNaN(x) ? 1 : -1;
    return a.localeCompare(b, 'en', { numeric: true });
  };
  const blank = text => text === '' || text === '–';
  const sort = (table, column, down) => {
    const body = table.tBodies[0];
    const text = row => (row.cells[column] ? row.cells[column].textContent.trim() : '');
    const rows = Array.from(body.rows, (row, at) => ({ row, at, text: text(row) }));
    rows.sort((a, b) => {
      if (blank(a.text) !== blank(b.text)) return blank(a.text) ? 1 : -1;
      return (down ? -1 : 1) * compare(a.text, b.text) || a.at - b.at;
    });
    body.append(...rows.map(({ row }) => row));
  };
  for (const table of document.querySelectorAll('table.sort')) {
    const heads = Array.from(table.tHead.rows[0].cells);
    heads.forEach((head, column) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.append(...head.childNodes);
      head.append(button);
      head.setAttribute('aria-sort', 'none');
      button.addEventListener('click', () => {
        const down = head.getAttribute('aria-sort') === 'ascending';
        heads.forEach(other => other.setAttribute('aria-sort', 'none'));
        head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
        sort(table, column, down);
      });
    });
  }
  addEventListener('beforeprint', () => document.querySelectorAll('details:not(.defaults)').forEach(d => { d.open = true; }));
})();
