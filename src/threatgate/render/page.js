(() => {
  const form = document.querySelector('.filters');
  if (!form) return;
  const items = [...document.querySelectorAll('.changes > li')];
  const count = document.querySelector('#count');
  const apply = () => {
    const wanted = Object.fromEntries(new FormData(form));
    const words = wanted.search.toLowerCase();
    let shown = 0;
    for (const item of items) {
      const fits = ['severity', 'direction', 'kind', 'answer'].every((name) => !wanted[name] || item.dataset[name] === wanted[name]);
      item.hidden = !(fits && item.textContent.toLowerCase().includes(words));
      shown += item.hidden ? 0 : 1;
    }
    count.textContent = `${shown} of ${items.length} shown`;
  };
  form.addEventListener('input', apply);
  form.addEventListener('submit', (event) => event.preventDefault());
  form.hidden = false;
  apply();
})();
