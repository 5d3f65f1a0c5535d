((script, wasm) => {
  const hydrate = async () => {
    const code = fetch(wasm);
    const half = await import(script);
    const hydrateIsland = (island, name) => half[name]?.(island);
    window.__hydrateIsland = hydrateIsland;
    await half.default({ module_or_path: code });
    half.hydrate();
    for (const island of document.querySelectorAll("leptos-island")) hydrateIsland(island, island.dataset.component);
  };
  if (document.hidden) hydrate();
  else requestAnimationFrame(() => setTimeout(hydrate));
})
