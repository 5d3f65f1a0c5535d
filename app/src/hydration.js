((script, wasm) => {
  const hydrate = async () => {
    const code = fetch(wasm);
    const module = await import(script);
    const hydrateIsland = (island, name) => module[name]?.(island);
    window.__hydrateIsland = hydrateIsland;
    await module.default({ module_or_path: code });
    module.hydrate();
    for (const island of document.querySelectorAll("leptos-island")) hydrateIsland(island, island.dataset.component);
  };
  if (document.hidden) hydrate();
  else requestAnimationFrame(() => setTimeout(hydrate));
})
