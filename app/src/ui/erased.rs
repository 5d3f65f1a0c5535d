//! Views without their types. In the browser Leptos' own [`AnyView`] contains the code to hydrate each
//! view a second time, asynchronously, which nothing here needs: a page is hydrated in one go.

#[cfg(not(feature = "hydrate"))]
use leptos::prelude::*;

#[cfg(feature = "hydrate")]
pub(crate) use browser::Erased;

/// A view without its type.
#[cfg(not(feature = "hydrate"))]
pub(crate) type Erased = AnyView;

/// Takes the type of a view away.
pub(crate) trait IntoErased {
    /// The view without its type.
    fn erased(self) -> Erased;
}

#[cfg(not(feature = "hydrate"))]
impl<V: IntoView + 'static> IntoErased for V {
    fn erased(self) -> Erased {
        self.into_any()
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    use leptos::prelude::*;
    use leptos::tachys::html::attribute::Attribute;
    use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
    use leptos::tachys::hydration::Cursor;
    use leptos::tachys::renderer::types::{Element, Node};
    use leptos::tachys::view::add_attr::AddAnyAttr;
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

    impl AddAnyAttr for Erased {
        type Output<SomeNewAttr: Attribute> = Self;

        fn add_any_attr<NewAttr: Attribute>(self, _attr: NewAttr) -> Self {
            self
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
