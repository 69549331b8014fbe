//! The memory store keeps every fact of the conformance suite.

use async_trait::async_trait;
use patrol_domain::DeviceId;
use patrol_sync::conformance::{self, Bench};
use patrol_sync::memory::{MemoryDisk, MemoryStore};
use patrol_sync::ports::LocalStore;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

#[derive(Default)]
struct MemoryBench {
    disks: RefCell<BTreeMap<String, MemoryDisk>>,
}

impl MemoryBench {
    fn open_disk(&self, name: &str, capacity: Option<usize>) -> Rc<dyn LocalStore> {
        let mut disks = self.disks.borrow_mut();
        let device = DeviceId(uuid::Uuid::from_u128(disks.len() as u128));
        let disk =
            disks.entry(name.to_owned()).or_insert_with(|| MemoryDisk::new(device, capacity));
        Rc::new(MemoryStore::open(disk))
    }
}

#[async_trait(?Send)]
impl Bench for MemoryBench {
    async fn open(&self, name: &str) -> Rc<dyn LocalStore> {
        self.open_disk(name, None)
    }

    async fn open_small(&self, name: &str, bytes: usize) -> Option<Rc<dyn LocalStore>> {
        Some(self.open_disk(name, Some(bytes)))
    }
}

macro_rules! test_each {
    ($($fact:ident),* $(,)?) => {
        $(
            #[test]
            fn $fact() {
                pollster::block_on(conformance::$fact(&MemoryBench::default()));
            }
        )*
    };
}

patrol_sync::for_each_store_fact!(test_each);
