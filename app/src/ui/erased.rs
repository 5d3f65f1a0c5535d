//! Views without their types, for the borders of components that are not hot and for what is loaded in
//! pieces.
//!
//! Leptos' own [`AnyView`] contains all that could be done with a view: on the server the code to build
//! and change it in a browser and to resolve it for a `Suspense`, in the browser the code to hydrate it a
//! second time, asynchronously. Nothing here needs that, and it was half of the code of the pages: the
//! server only writes a page in order, and the browser hydrates it in one go.

#[cfg(feature = "hydrate")]
pub(crate) use browser::Erased;
#[cfg(not(feature = "hydrate"))]
pub(crate) use server::Erased;

#[cfg(feature = "ssr")]
use leptos::children::ToChildren;
#[cfg(feature = "ssr")]
use leptos::prelude::*;
use leptos::tachys::html::attribute::Attribute;
use leptos::tachys::view::add_attr::AddAnyAttr;

/// Takes the type of a view away.
pub(crate) trait IntoErased {
    /// The view without its type.
    fn erased(self) -> Erased;
}

/// Attributes are not added to an erased view: they belong into the view before it is erased.
impl AddAnyAttr for Erased {
    type Output<SomeNewAttr: Attribute> = Self;

    fn add_any_attr<NewAttr: Attribute>(self, _attr: NewAttr) -> Self {
        self
    }
}

/// The children of a component that is the same code for all of them.
#[cfg(feature = "ssr")]
pub(crate) struct ErasedChildren(Box<dyn FnOnce() -> Erased + Send>);

#[cfg(feature = "ssr")]
impl ErasedChildren {
    /// Makes them.
    pub(crate) fn call(self) -> Erased {
        (self.0)()
    }
}

#[cfg(feature = "ssr")]
impl<F, C> ToChildren<F> for ErasedChildren
where
    F: FnOnce() -> C + Send + 'static,
    C: IntoView + 'static,
{
    fn to_children(make: F) -> Self {
        Self(Box::new(move || make().erased()))
    }
}

#[cfg(not(feature = "hydrate"))]
mod server {
    use leptos::prelude::*;
    use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
    use leptos::tachys::hydration::Cursor;
    use leptos::tachys::ssr::{StreamBuilder, StreamChunk};
    use leptos::tachys::view::{Position, PositionState, Render, RenderHtml};

    use super::IntoErased;

    /// What stands for a view that is not in the document.
    const PLACEHOLDER: &str = "<!--<() />-->";

    /// A view without its type.
    pub(crate) struct Erased(Box<dyn WriteHtml + Send>);

    /// What Leptos passes on from an element to those in it.
    struct HtmlOptions {
        escape: bool,
        mark_branches: bool,
        extra_attrs: Vec<AnyAttribute>,
    }

    /// What an erased view is asked for.
    trait WriteHtml {
        fn write(self: Box<Self>, page: &mut StreamBuilder, position: &mut Position, options: HtmlOptions);
    }

    impl<V: RenderHtml + 'static> WriteHtml for V {
        fn write(self: Box<Self>, page: &mut StreamBuilder, position: &mut Position, options: HtmlOptions) {
            let HtmlOptions { escape, mark_branches, extra_attrs } = options;
            (*self).to_html_async_with_buf::<false>(page, position, escape, mark_branches, extra_attrs);
            if !V::EXISTS {
                page.push_sync(PLACEHOLDER);
            }
        }
    }

    impl<V: IntoView + 'static> IntoErased for V {
        fn erased(self) -> Erased {
            Erased(Box::new(self.into_view()))
        }
    }

    impl Render for Erased {
        type State = ();

        /// Never called: there is no document on the server.
        fn build(self) {}

        fn rebuild(self, (): &mut ()) {}
    }

    impl RenderHtml for Erased {
        type AsyncOutput = Self;
        type Owned = Self;

        const MIN_LENGTH: usize = 0;

        /// Only a `Suspense` asks for it.
        fn dry_resolve(&mut self) {}

        async fn resolve(self) -> Self {
            self
        }

        /// Writes what is there at once, for views that do not wait for anything.
        fn to_html_with_buf(
            self,
            buf: &mut String,
            position: &mut Position,
            escape: bool,
            mark_branches: bool,
            extra_attrs: Vec<AnyAttribute>,
        ) {
            let mut page = StreamBuilder::default();
            self.0.write(&mut page, position, HtmlOptions { escape, mark_branches, extra_attrs });
            for chunk in page.take_chunks() {
                if let StreamChunk::Sync(text) = chunk {
                    buf.push_str(&text);
                }
            }
        }

        fn to_html_async_with_buf<const OUT_OF_ORDER: bool>(
            self,
            page: &mut StreamBuilder,
            position: &mut Position,
            escape: bool,
            mark_branches: bool,
            extra_attrs: Vec<AnyAttribute>,
        ) {
            self.0.write(page, position, HtmlOptions { escape, mark_branches, extra_attrs });
        }

        /// Never called, like `build`.
        fn hydrate<const FROM_SERVER: bool>(self, _cursor: &Cursor, _position: &PositionState) {}

        async fn hydrate_async(self, _cursor: &Cursor, _position: &PositionState) {}

        fn into_owned(self) -> Self {
            self
        }
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    use leptos::prelude::*;
    use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
    use leptos::tachys::hydration::Cursor;
    use leptos::tachys::renderer::types::{Element, Node};
    use leptos::tachys::view::{Mountable, Position, PositionState, Render, RenderHtml};

    use super::IntoErased;

    /// A view without its type.
    pub(crate) struct Erased(Box<dyn Build + Send>);

    /// What is in the document of an erased view.
    pub(crate) struct State(Box<dyn Mountable>);

    /// What an erased view is asked for.
    trait Build {
        fn build(self: Box<Self>) -> State;
        fn hydrate(self: Box<Self>, cursor: &Cursor, position: &PositionState) -> State;
    }

    impl<V: RenderHtml + 'static> Build for V
    where
        V::State: 'static,
    {
        fn build(self: Box<Self>) -> State {
            State(Box::new(Render::build(*self)))
        }

        fn hydrate(self: Box<Self>, cursor: &Cursor, position: &PositionState) -> State {
            State(Box::new(RenderHtml::hydrate::<true>(*self, cursor, position)))
        }
    }

    impl<V: IntoView + 'static> IntoErased for V {
        fn erased(self) -> Erased {
            Erased(Box::new(self.into_view()))
        }
    }

    impl Render for Erased {
        type State = State;

        fn build(self) -> State {
            self.0.build()
        }

        /// Replaces what was there: it may have been of another type.
        fn rebuild(self, state: &mut State) {
            let mut built = self.0.build();
            state.0.insert_before_this(&mut built);
            state.0.unmount();
            *state = built;
        }
    }

    impl RenderHtml for Erased {
        type AsyncOutput = Self;
        type Owned = Self;

        const MIN_LENGTH: usize = 0;

        fn dry_resolve(&mut self) {}

        async fn resolve(self) -> Self {
            self
        }

        /// Never called: nothing is rendered to HTML in the browser.
        fn to_html_with_buf(self, _: &mut String, _: &mut Position, _: bool, _: bool, _: Vec<AnyAttribute>) {}

        fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> State {
            self.0.hydrate(cursor, position)
        }

        async fn hydrate_async(self, cursor: &Cursor, position: &PositionState) -> State {
            self.0.hydrate(cursor, position)
        }

        fn into_owned(self) -> Self {
            self
        }
    }

    impl Mountable for State {
        fn unmount(&mut self) {
            self.0.unmount();
        }

        fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
            self.0.mount(parent, marker);
        }

        fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
            self.0.insert_before_this(child)
        }

        fn elements(&self) -> Vec<Element> {
            self.0.elements()
        }
    }
}
