//! The view as minijinja gets it. A collection is made into its values when a template first asks for one of them: most ask for none.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use minijinja::Value;
use minijinja::value::{DynObject, Enumerator, Object, ObjectRepr, Serde};

use super::{Collection, View};

/// Everything that templates see, by its names.
pub fn context(view: &View) -> Value {
    let whole = [
        ("report", Value::from(Serde(&view.report))),
        ("parts", Value::from(Serde(&view.parts))),
        ("attachments", Value::from(Serde(&view.attachments))),
        ("announcement", Value::from(Serde(&view.announcement))),
    ];
    let collections = view.collections.iter().map(|collection| {
        let items = Items { collection: collection.clone(), values: OnceLock::new() };
        (collection.name(), Value::from_object(items))
    });
    Value::from(whole.into_iter().chain(collections).collect::<BTreeMap<_, _>>())
}

#[derive(Debug)]
struct Items {
    collection: Arc<Collection>,
    values: OnceLock<Value>,
}

impl Items {
    fn values(&self) -> &DynObject {
        let values = self.values.get_or_init(|| Value::from(Serde(&*self.collection)));
        values.as_object().expect("a collection is a list or a dictionary")
    }
}

impl Object for Items {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        if self.collection.is_list() { ObjectRepr::Seq } else { ObjectRepr::Map }
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.values().get_value(key)
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        self.values().enumerate()
    }
}
